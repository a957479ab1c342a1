package xai4j.evaluate;

/**
 * A number that says how good, or how concentrated, stable, faithful an explanation is. Immutable, deterministic, safe for several
 * threads. A class that {@code META-INF/services/xai4j.evaluate.Metric} names is found by {@link Metrics}.
 */
public interface Metric {
    /** What the number means. */
    MetricCard card();

    /**
     * Judges one target of an explanation.
     *
     * @return a number in the card's range
     * @throws IllegalArgumentException if the explanation is not of the kind that the card names
     */
    double measure(Judged judged);
}
