package xai4j.evaluate.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one method reached on one picture.
 *
 * @param picture its name
 * @param target the class that was explained
 * @param method the method, or a baseline in brackets
 * @param metrics a number for each metric that has one
 * @param curves curves behind them
 * @param gaps why a metric, or under {@code ""} the method, has none
 * @param seconds of explaining
 */
public record PictureScore(
        String picture,
        String target,
        String method,
        Map<String, Double> metrics,
        Map<String, List<Double>> curves,
        Map<String, String> gaps,
        double seconds) {
    /** Copies, keeping the order. */
    public PictureScore {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
        gaps = Collections.unmodifiableMap(new LinkedHashMap<>(gaps));
    }
}
