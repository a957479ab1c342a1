package xai4j.examples;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.ModelVersion;
import xai4j.examples.registry.TrainingLog;
import xai4j.render.LineChart;
import xai4j.render.Page;
import xai4j.render.Png;

/** Versions beside each other: their metrics in a table, their curves over each other. */
@Command(
        name = "compare",
        description = "Versions beside each other: a table of their metrics, and their curves in a picture.")
final class ModelsCompareCommand implements Callable<Integer> {
    private static final int MOST = 8;

    @Parameters(index = "0", paramLabel = "DIR", description = "The registry.")
    private Path folder = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "NAME[/VERSION]",
            description = "Versions; a name alone means all of its versions.")
    private List<String> references = List.of();

    @Option(names = "--out", paramLabel = "FILE.png", description = "Draws the curves over each other.")
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        if (out != null) {
            Outputs.file(out).notOverInputs(command);
        }
        ModelRegistry registry = ModelRegistry.open(folder);
        List<ModelVersion> versions = versions(registry);
        table(versions, command.commandLine().getOut());
        if (out != null) {
            Map<String, TrainingLog> logs = new LinkedHashMap<>();
            versions.forEach(version ->
                    logs.put(name(version), TrainingLog.read(registry.path(version.name(), version.version()))));
            Outputs.file(out).makeFolders();
            Png.write(drawn(logs), out);
            command.commandLine().getOut().println(out);
        }
        return 0;
    }

    private List<ModelVersion> versions(ModelRegistry registry) {
        List<ModelVersion> versions = new ArrayList<>();
        for (String text : references) {
            VersionReference reference = VersionReference.parse(text);
            List<Integer> all = registry.versions(reference.name());
            if (reference.number() == 0 && !all.isEmpty()) {
                all.forEach(number -> versions.add(registry.version(reference.name(), number)));
            } else {
                versions.add(reference.in(registry));
            }
        }
        if (versions.size() > MOST) {
            throw new IllegalArgumentException(
                    versions.size() + " versions are too many to be seen beside each other; name at most " + MOST);
        }
        return versions;
    }

    private static String name(ModelVersion version) {
        return version.name() + "/" + version.version();
    }

    private static void table(List<ModelVersion> versions, PrintWriter lines) {
        Set<String> metrics = new LinkedHashSet<>();
        versions.forEach(version -> metrics.addAll(version.metrics().keySet()));
        StringBuilder head = new StringBuilder(String.format("%-28s", ""));
        versions.forEach(version -> head.append(String.format(" %16s", name(version))));
        lines.println(head);
        for (String metric : metrics) {
            StringBuilder row = new StringBuilder(String.format("%-28s", metric));
            for (ModelVersion version : versions) {
                row.append(
                        version.metrics().containsKey(metric)
                                ? String.format(
                                        Locale.ROOT,
                                        " %16.4f",
                                        version.metrics().getOrDefault(metric, Double.NaN))
                                : String.format(" %16s", "-"));
            }
            lines.println(row);
        }
    }

    private static BufferedImage drawn(Map<String, TrainingLog> logs) {
        double highest = logs.values().stream()
                .flatMap(log -> log.curve("test-loss").stream())
                .max(Double::compare)
                .orElse(1.0);
        return Page.titled(String.join(", ", logs.keySet()))
                .row(List.of(new Page.Cell(chart(logs, "test-accuracy", 1), "accuracy on the test pictures, by epoch")))
                .row(List.of(new Page.Cell(
                        chart(logs, "test-loss", Math.max(highest, 1e-3)), "loss on the test pictures, by epoch")))
                .draw();
    }

    private static BufferedImage chart(Map<String, TrainingLog> logs, String metric, double most) {
        LineChart chart = LineChart.of(metric, 0, most);
        for (Map.Entry<String, TrainingLog> log : logs.entrySet()) {
            List<Double> curve = log.getValue().curve(metric);
            chart = curve.isEmpty() ? chart : chart.curve(log.getKey(), curve);
        }
        return chart.draw();
    }
}
