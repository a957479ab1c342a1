package xai4j.numeric;

import java.util.Arrays;

/** The correlation of values (Pearson 1895). */
public final class PearsonCorrelation {
    private PearsonCorrelation() {}

    /**
     * Correlates two lists of equal length.
     *
     * @return between −1 and 1, up to rounding; not a number if one of the lists is {@linkplain #isConstant constant}
     * @throws IllegalArgumentException if the lists are not equally long
     */
    public static double of(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " values cannot be correlated with " + b.length);
        }
        if (isConstant(a) || isConstant(b)) {
            return Double.NaN;
        }
        double meanA = Arrays.stream(a).average().orElse(0);
        double meanB = Arrays.stream(b).average().orElse(0);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }

    /** Whether all values are the same; the mean of such is not always that value, so that this is asked before. */
    public static boolean isConstant(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }
}
