package xai4j.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import xai4j.evaluate.Metric;
import xai4j.evaluate.Metrics;
import xai4j.explain.Explainer;

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
                } else if (!option.equals(setting.getKey())) {
                    throw new IllegalArgumentException("no option \"" + option + "\" in " + name.strip() + "; known: "
                            + options(Map.of(name, metric)));
                }
            }
            metrics.put(name.strip(), metric);
        }
        return metrics;
    }

    /**
     * Refuses settings that neither a metric nor a method knows.
     *
     * @throws IllegalArgumentException naming the first of them, and what metrics and methods know
     */
    static void requireUse(
            Map<String, String> settings, Map<String, Metric> metrics, List<? extends Explainer<?>> explainers) {
        for (String option : unknown(settings, metrics).keySet()) {
            if (!MethodSettings.isUsed(option, explainers)) {
                List<String> asked = new ArrayList<>(metrics.keySet());
                explainers.forEach(explainer -> asked.add(explainer.method()));
                String known = MethodSettings.known(explainers);
                throw new IllegalArgumentException("no option \"" + option + "\" in " + String.join(", ", asked)
                        + "; known: " + options(metrics) + (known.isEmpty() ? "" : ", " + known));
            }
        }
    }

    /** The settings that none of the metrics knows. */
    private static Map<String, String> unknown(Map<String, String> settings, Map<String, Metric> metrics) {
        return settings.entrySet().stream()
                .filter(setting -> metrics.entrySet().stream()
                        .noneMatch(named ->
                                knows(named.getValue(), own(setting.getKey(), named.getKey(), named.getValue()))))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first, LinkedHashMap::new));
    }

    private static String options(Map<String, Metric> metrics) {
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
