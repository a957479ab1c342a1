package xai4j.numeric;

/** What weights cost, each by itself, as its proximal map. */
@FunctionalInterface
public interface WeightPenalty {
    /**
     * The number v that makes {@code ½ (v − weight)² + step · penalty(v)} least.
     *
     * @param output row of the weight: a class
     * @param feature its column
     */
    double shrunk(double weight, int output, int feature, double step);

    /** {@code ½ strength · w²} for every weight but those of one column, the bias, which costs nothing. */
    static WeightPenalty squared(double strength, int bias) {
        return (weight, output, feature, step) -> feature == bias ? weight : weight / (1 + step * strength);
    }

    /**
     * {@code ½ strength · (w − centre)²} for every weight but those of one column, the bias, which costs nothing.
     *
     * @param centre {@code [K, bias + 1]}, row by row
     * @param bias the last column
     */
    static WeightPenalty squaredFrom(double[] centre, double strength, int bias) {
        return (weight, output, feature, step) -> feature == bias
                ? weight
                : (weight + step * strength * centre[output * (bias + 1) + feature]) / (1 + step * strength);
    }

    /** The value that {@code strength · |w|} leaves of a weight: nearer to zero by so much, and zero when it is nearer than that. */
    static double absolute(double weight, double strength, double step) {
        return Math.signum(weight) * Math.max(0, Math.abs(weight) - step * strength);
    }
}
