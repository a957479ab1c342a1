package xai4j.examples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import xai4j.evaluate.Metric;
import xai4j.evaluate.Metrics;

/** The arguments by which a command names metrics. */
final class MetricArguments {
    @Option(
            names = "--metric",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Metrics, separated by commas, such as deletion,insertion,road,sparseness; an unknown name lists them all.")
    private List<String> names = List.of();

    /**
     * The metrics under the names that were given, with every setting that they know. A setting {@code METRIC.OPTION} is for one of them.
     *
     * @throws IllegalArgumentException if there is no such metric
     */
    Map<String, Metric> metrics(Map<String, String> settings) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "no metric is asked for; give --metric, for example deletion,insertion,sparseness");
        }
        Map<String, Metric> metrics = new LinkedHashMap<>();
        for (String name : names) {
            Metric metric = Metrics.named(name);
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                String option = own(setting.getKey(), name, metric);
                if (knows(metric, option)) {
                    metric = metric.set(option, setting.getValue());
                }
            }
            metrics.put(name.strip(), metric);
        }
        return metrics;
    }

    /** The settings that none of the metrics knows. */
    static Map<String, String> unknown(Map<String, String> settings, Map<String, Metric> metrics) {
        return settings.entrySet().stream()
                .filter(setting -> metrics.entrySet().stream()
                        .noneMatch(named ->
                                knows(named.getValue(), own(setting.getKey(), named.getKey(), named.getValue()))))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first, LinkedHashMap::new));
    }

    /** The options of metrics, for messages. */
    static String options(Map<String, Metric> metrics) {
        return metrics.values().stream()
                .flatMap(metric -> metric.options().known().stream())
                .map(xai4j.explain.Option::name)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String own(String key, String name, Metric metric) {
        int dot = key.indexOf('.');
        String prefix = dot < 0 ? "" : key.substring(0, dot);
        return prefix.equals(name) || prefix.equals(metric.card().name()) ? key.substring(dot + 1) : key;
    }

    private static boolean knows(Metric metric, String name) {
        return metric.options().known().stream().anyMatch(option -> option.answersTo(name));
    }
}
