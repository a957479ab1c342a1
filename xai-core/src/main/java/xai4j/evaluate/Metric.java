package xai4j.evaluate;

import java.util.List;
import xai4j.explain.Options;
import xai4j.image.PreparedImage;

/**
 * A number that says how good, or how concentrated, stable, faithful an explanation is. Immutable, deterministic, safe for several
 * threads. A class that {@code META-INF/services/xai4j.evaluate.Metric} names is found by {@link Metrics}; families of metrics come from a
 * {@link MetricProvider}, and {@link ConfiguredMetric} is what those with options extend.
 */
public interface Metric {
    /** What the number means. */
    MetricCard card();

    /**
     * Judges one target of an explanation.
     *
     * @return a number in the card's range
     * @throws IllegalArgumentException if the explanation is not of the kind that the card names
     * @throws UndefinedMetricException if the number does not exist for it, such as a share of nothing
     */
    double measure(Judged judged);

    /** The number with the curve that it summarises, where there is one. */
    default Measured evaluate(Judged judged) {
        return new Measured(measure(judged));
    }

    /** All options and their values. */
    default Options options() {
        return Options.of();
    }

    /**
     * This metric with one option changed, by name and text as on the command line.
     *
     * @throws IllegalArgumentException if the option is unknown or does not allow the value
     */
    default Metric set(String option, String value) {
        options().with(option, value);
        return this;
    }

    /** Other names under which it is known. */
    default List<String> aliases() {
        return List.of();
    }

    /** About how many images the model scores for one explanation, what other metrics ask as well included; 0 when it asks nothing. */
    default long modelCalls(PreparedImage image) {
        return 0;
    }
}
