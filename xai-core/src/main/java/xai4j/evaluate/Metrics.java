package xai4j.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import xai4j.io.Services;
import xai4j.tensor.XaiException;

/** Metrics by name: the library's own and those that jars on the class path add. */
public final class Metrics {
    private Metrics() {}

    /**
     * All metrics, sorted by name.
     *
     * <pre>{@code
     * Metrics.all().forEach(metric -> System.out.println(metric.card().name()));
     * }</pre>
     *
     * @return the metrics; each says by its card what it measures and what it is blind to
     * @throws XaiException if two of them have one name; the message names both classes and where they come from
     */
    public static List<Metric> all() {
        List<Metric> metrics = new ArrayList<>();
        Services.load(MetricProvider.class).forEach(provider -> metrics.addAll(provider.metrics()));
        metrics.addAll(Services.load(Metric.class));
        Map<String, Metric> byName = new TreeMap<>();
        for (Metric metric : metrics) {
            Metric other = byName.put(metric.card().name(), metric);
            if (other != null) {
                throw new XaiException("the metric \"" + metric.card().name() + "\" is there twice: from "
                        + Services.origin(other) + " and from " + Services.origin(metric)
                        + "; rename one or take it off the class path");
            }
        }
        return List.copyOf(byName.values());
    }

    /**
     * The metric of a name or of one of its {@linkplain Metric#aliases other names}; underscores are taken for hyphens.
     *
     * <pre>{@code
     * Metric deletion = Metrics.named("deletion");
     * }</pre>
     *
     * @param name as the card gives it, or one of the aliases; case does not matter
     * @return the metric with its default options
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static Metric named(String name) {
        String wanted = name.strip().replace('_', '-');
        return all().stream()
                .filter(metric -> names(metric).anyMatch(wanted::equalsIgnoreCase))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown metric \"" + name + "\"; known: "
                        + all().stream().map(metric -> metric.card().name()).collect(Collectors.joining(", "))));
    }

    private static Stream<String> names(Metric metric) {
        return Stream.concat(Stream.of(metric.card().name()), metric.aliases().stream());
    }
}
