package xai4j.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code xai} program: explains image classifiers from the command line. */
@Command(
        name = "xai",
        description = "Tells why an image classifier said what it said.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main {
    private Main() {}

    /** Runs the command line and leaves with its exit status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
