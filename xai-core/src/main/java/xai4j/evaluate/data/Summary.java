package xai4j.evaluate.data;

import java.util.List;

/**
 * What one method reached in one metric over all pictures.
 *
 * @param method the method, or a baseline in brackets
 * @param metric the metric
 * @param value mean and interval over the pictures that have a number
 * @param pictures how many have
 * @param gaps how many have none
 * @param curve mean of the curves; empty if there are none
 * @param low lower ends of the 95 % intervals of the curve's points
 * @param high upper ends
 */
public record Summary(
        String method,
        String metric,
        Interval value,
        int pictures,
        int gaps,
        List<Double> curve,
        List<Double> low,
        List<Double> high) {
    /** Copies. */
    public Summary {
        curve = List.copyOf(curve);
        low = List.copyOf(low);
        high = List.copyOf(high);
    }
}
