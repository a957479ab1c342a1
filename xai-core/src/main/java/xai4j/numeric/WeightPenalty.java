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

    /** The value that {@code strength · |w|} leaves of a weight: nearer to zero by so much, and zero when it is nearer than that. */
    static double absolute(double weight, double strength, double step) {
        return Math.signum(weight) * Math.max(0, Math.abs(weight) - step * strength);
    }
}
