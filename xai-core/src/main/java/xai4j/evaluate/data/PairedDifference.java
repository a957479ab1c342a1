package xai4j.evaluate.data;

/**
 * Two methods in one metric on the same pictures.
 *
 * @param metric the metric
 * @param first one method
 * @param second the other
 * @param difference first less second, mean and interval over the pictures on which both have a number
 * @param pictures how many these are
 * @param p probability of a mean as far from 0 if there were none, corrected for the number of pairs in this metric (Holm)
 */
public record PairedDifference(
        String metric, String first, String second, Interval difference, int pictures, double p) {
    /** Below which a difference is called more than chance. */
    public static final double LEVEL = 0.05;

    /** Whether the difference is more than chance. */
    public boolean isSignificant() {
        return p < LEVEL;
    }
}
