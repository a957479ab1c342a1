package xai4j.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xai4j.tensor.XaiException;

/**
 * What several metrics found of one explanation, each under the name it was asked by.
 *
 * @param values the numbers of those that have one
 * @param curves what the numbers summarise, where there is a curve
 * @param gaps why the others have none
 */
public record Measurements(
        Map<String, Double> values, Map<String, List<Double>> curves, Map<String, RuntimeException> gaps) {
    /** Asks each metric; one that fails leaves a gap and keeps no other from being asked. */
    public static Measurements of(Judged judged, Map<String, Metric> metrics) {
        Measurements all = new Measurements(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        metrics.forEach((name, metric) -> {
            try {
                Measured measured = metric.evaluate(judged);
                all.values.put(name, measured.value());
                if (!measured.curve().isEmpty()) {
                    all.curves.put(name, measured.curve());
                }
            } catch (IllegalArgumentException | XaiException e) {
                all.gaps.put(name, e);
            }
        });
        return all;
    }
}
