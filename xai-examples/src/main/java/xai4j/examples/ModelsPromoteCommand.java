package xai4j.examples;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.ModelVersion;

/** Has a version served. */
@Command(
        name = "promote",
        description =
                "Have a version served: a running xai serve --registry takes it up by itself, and answers under way"
                        + " finish on the old one.")
final class ModelsPromoteCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The registry.")
    private Path folder = Path.of("");

    @Parameters(index = "1", paramLabel = "NAME/VERSION", description = "The version.")
    private String reference = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        VersionReference version = VersionReference.parse(reference);
        if (version.number() == 0) {
            throw new IllegalArgumentException(
                    "which version of " + version.name() + "? Write " + version.name() + "/3");
        }
        ModelVersion promoted = ModelRegistry.open(folder).promote(version.name(), version.number());
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(promoted.name() + "/" + promoted.version() + " is served from now on");
        return 0;
    }
}
