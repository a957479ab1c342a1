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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import xai4j.examples.registry.DataSummary;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.ModelVersion;
import xai4j.examples.registry.TrainingLog;
import xai4j.examples.registry.TrainingResults;
import xai4j.render.LineChart;
import xai4j.render.Page;
import xai4j.render.Png;

/** Versions beside each other: their metrics in a table, their curves over each other. */
@Command(
        name = "compare",
        description = "Versions beside each other: a table of their metrics, and their curves in a picture.")
final class ModelsCompareCommand implements Callable<Integer> {
    private static final int MOST = 8;
    private static final int SHORT = 8;

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
        metrics.removeIf(metric -> metric.endsWith(TrainingResults.LOW) || metric.endsWith(TrainingResults.HIGH));
        row(lines, "", versions, ModelsCompareCommand::name);
        row(lines, "", versions, ModelVersion::kind);
        for (String metric : metrics) {
            row(lines, metric, versions, version -> number(version, metric));
            if (versions.stream().anyMatch(version -> version.metrics().containsKey(metric + TrainingResults.LOW))) {
                row(lines, "  95 % interval", versions, version -> interval(version, metric));
            }
        }
        lines.println(tested(versions));
    }

    private static void row(
            PrintWriter lines, String head, List<ModelVersion> versions, Function<ModelVersion, String> cell) {
        lines.println(String.format("%-28s", head)
                + versions.stream()
                        .map(version -> String.format(" %16s", cell.apply(version)))
                        .collect(Collectors.joining()));
    }

    private static String number(ModelVersion version, String metric) {
        Double value = version.metrics().get(metric);
        return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String interval(ModelVersion version, String metric) {
        Double low = version.metrics().get(metric + TrainingResults.LOW);
        Double high = version.metrics().get(metric + TrainingResults.HIGH);
        return low == null || high == null ? "-" : String.format(Locale.ROOT, "%.3f to %.3f", low, high);
    }

    /** Accuracies on other pictures cannot be compared; the hash over them tells. */
    private static String tested(List<ModelVersion> versions) {
        Map<String, List<String>> on = new LinkedHashMap<>();
        for (ModelVersion version : versions) {
            DataSummary test = version.data().get("test");
            DataSummary train = version.data().get("train");
            String what = test != null
                    ? pictures(test) + " kept for it"
                    : train != null ? pictures(train) + " in turn" : "unknown pictures";
            on.computeIfAbsent(what, unused -> new ArrayList<>()).add(name(version));
        }
        return on.size() == 1
                ? "all tested on the same: " + on.keySet().iterator().next()
                : "NOT tested on the same pictures: "
                        + on.entrySet().stream()
                                .map(one -> String.join(", ", one.getValue()) + " on " + one.getKey())
                                .collect(Collectors.joining("; "));
    }

    private static String pictures(DataSummary data) {
        return data.pictures() + " pictures (" + data.sha256().substring(0, SHORT) + "…)";
    }

    private static BufferedImage drawn(Map<String, TrainingLog> logs) {
        Page page = Page.titled(String.join(", ", logs.keySet()));
        boolean none = true;
        for (String metric : List.of(
                TrainingLog.TEST_ACCURACY, TrainingLog.TEST_LOSS, TrainingLog.TRAIN_ACCURACY, TrainingLog.TRAIN_LOSS)) {
            double highest = logs.values().stream()
                    .flatMap(log -> log.curve(metric).stream())
                    .max(Double::compare)
                    .orElse(0.0);
            if (highest > 0) {
                none = false;
                double most = metric.endsWith("accuracy") ? 1 : highest;
                page = page.row(List.of(new Page.Cell(chart(logs, metric, most), "")));
            }
        }
        return (none ? page.text("None of them was trained in epochs.") : page).draw();
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
