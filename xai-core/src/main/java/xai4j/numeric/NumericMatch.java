package xai4j.numeric;

/**
 * Whether numbers are the expected ones, up to what engines differ by. By place: each against its own size, for values that stand for themselves; or
 * by the largest: all against the largest of them, for sums in which large terms cancel. What is not finite matches nothing.
 */
public final class NumericMatch {
    private static final double LEAST = 1e-3;

    private NumericMatch() {}

    /** Whether a number differs by at most {@code tolerance · (1 + |expected|)}. */
    public static boolean within(double actual, double expected, double tolerance) {
        return isAtMost(actual, expected, tolerance * (1 + Math.abs(expected)));
    }

    /** Whether every number differs by at most {@code tolerance · (1 + |expected|)}; false for arrays of different lengths. */
    public static boolean byPlace(float[] actual, float[] expected, double tolerance) {
        if (actual.length != expected.length) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            if (!within(actual[i], expected[i], tolerance)) {
                return false;
            }
        }
        return true;
    }

    /** Whether no number differs by more than a share of the largest expected one, or of a thousandth; false for arrays of different lengths. */
    public static boolean byLargest(float[] actual, float[] expected, double share) {
        double largest = LEAST;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        boolean close = actual.length == expected.length;
        for (int i = 0; close && i < expected.length; i++) {
            close = isAtMost(actual[i], expected[i], share * largest);
        }
        return close;
    }

    /** Whether a difference is finite, which that from an infinite number is not, and at most so large. */
    private static boolean isAtMost(double actual, double expected, double limit) {
        double difference = Math.abs(actual - expected);
        return difference <= limit && difference < Double.POSITIVE_INFINITY;
    }
}
