package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import xai4j.examples.registry.DataSummary;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.ModelVersion;

/** All that is known of one version. */
@Command(
        name = "show",
        description = "All that is known of a version; of the promoted or else the latest where none is said.")
final class ModelsShowCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The registry.")
    private Path folder = Path.of("");

    @Parameters(index = "1", paramLabel = "NAME[/VERSION]", description = "The model.")
    private String reference = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        ModelRegistry registry = ModelRegistry.open(folder);
        ModelVersion version = VersionReference.parse(reference).in(registry);
        Path path = registry.path(version.name(), version.version());
        version.requireIntact(path);
        out.println("model     " + version.name() + "/" + version.version() + ", " + version.kind());
        out.println("folder    " + path);
        out.println("created   " + version.created() + " by xai4j " + version.code() + ", seed " + version.seed());
        out.println("command   " + version.command());
        if (!version.tags().isEmpty()) {
            out.println("tags      "
                    + version.tags().entrySet().stream()
                            .map(tag -> tag.getKey() + "=" + tag.getValue())
                            .collect(Collectors.joining(", ")));
        }
        out.println("accuracy  " + ModelsListCommand.accuracy(version.metrics()));
        version.metrics().forEach((name, value) -> out.printf(Locale.ROOT, "  %-28s %.6g%n", name, value));
        version.data().forEach((name, data) -> data(out, name, data));
        out.println("files     " + version.files().size() + ", as they were registered");
        version.files().forEach((file, hash) -> out.println("  " + hash.substring(0, 12) + "  " + file));
        return 0;
    }

    private static void data(PrintWriter out, String name, DataSummary data) {
        out.println("data      " + name + ": " + data.pictures() + " pictures, SHA-256 " + data.sha256());
        out.println("  "
                + data.classes().entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining(", ")));
    }
}
