package xai4j.examples.evaluate;

import java.util.Arrays;

/** The correlation of ranks (Spearman 1904). */
final class SpearmanCorrelation {
    private SpearmanCorrelation() {}

    /**
     * Correlates two lists of equal length; equal values share their mean rank.
     *
     * @return between −1 and 1; not a number if one of the lists is constant
     */
    static double of(double[] a, double[] b) {
        double[] ranksA = ranks(a);
        double[] ranksB = ranks(b);
        double mean = (a.length - 1) / 2.0;
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (ranksA[i] - mean) * (ranksB[i] - mean);
            aa += (ranksA[i] - mean) * (ranksA[i] - mean);
            bb += (ranksB[i] - mean) * (ranksB[i] - mean);
        }
        return aa == 0 || bb == 0 ? Double.NaN : ab / Math.sqrt(aa * bb);
    }

    private static double[] ranks(double[] values) {
        return Arrays.stream(values)
                .map(value -> {
                    double below =
                            Arrays.stream(values).filter(other -> other < value).count();
                    double equal = Arrays.stream(values)
                            .filter(other -> other == value)
                            .count();
                    return below + (equal - 1) / 2;
                })
                .toArray();
    }
}
