package xai4j.examples;

import picocli.CommandLine.IVersionProvider;
import xai4j.explain.Provenance;

/** The version of the library that this program runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"xai4j " + Provenance.libraryVersion()};
    }
}
