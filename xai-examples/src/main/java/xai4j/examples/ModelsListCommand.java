package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.ModelVersion;
import xai4j.examples.registry.TrainingLog;

/** All versions of all models, a line each. */
@Command(name = "list", description = "All versions of all models, a line each; * marks those that are served.")
final class ModelsListCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The registry.")
    private Path folder = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        ModelRegistry registry = ModelRegistry.open(folder);
        out.printf("  %-24s %7s  %-10s %-20s  %s%n", "model", "version", "kind", "created", "test accuracy");
        for (String name : registry.names()) {
            OptionalInt promoted = registry.promoted(name);
            for (int number : registry.versions(name)) {
                ModelVersion version = registry.version(name, number);
                boolean served = promoted.isPresent() && promoted.getAsInt() == number;
                out.printf(
                        Locale.ROOT,
                        "%s %-24s %7d  %-10s %-20s  %s%n",
                        served ? "*" : " ",
                        name,
                        number,
                        version.kind(),
                        version.created(),
                        accuracy(version.metrics()));
            }
        }
        return 0;
    }

    /** With the interval in which it lies for so few pictures. */
    static String accuracy(Map<String, Double> metrics) {
        String name = TrainingLog.TEST_ACCURACY;
        if (!metrics.containsKey(name)) {
            return "-";
        }
        String share = String.format(Locale.ROOT, "%.2f %%", 100 * metrics.getOrDefault(name, 0.0));
        return metrics.containsKey(name + "-low")
                ? String.format(
                        Locale.ROOT,
                        "%s (%.1f to %.1f)",
                        share,
                        100 * metrics.getOrDefault(name + "-low", 0.0),
                        100 * metrics.getOrDefault(name + "-high", 0.0))
                : share;
    }
}
