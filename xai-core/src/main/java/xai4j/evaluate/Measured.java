package xai4j.evaluate;

import java.util.List;

/**
 * What a metric found.
 *
 * @param value the number
 * @param curve the curve that it summarises; empty when there is none
 * @param at where the points of the curve lie, in [0, 1] of what is hidden or shown; as long as the curve
 */
public record Measured(double value, List<Double> curve, List<Double> at) {
    /** Copies the lists. */
    public Measured {
        curve = List.copyOf(curve);
        at = List.copyOf(at);
        if (curve.size() != at.size()) {
            throw new IllegalArgumentException(curve.size() + " points lie at " + at.size() + " places");
        }
    }

    /** A number without a curve. */
    public Measured(double value) {
        this(value, List.of(), List.of());
    }
}
