package xai4j.numeric;

/** The correlation of ranks (Spearman 1904). */
public final class SpearmanCorrelation {
    private SpearmanCorrelation() {}

    /**
     * Correlates two lists of equal length; equal values share their mean rank.
     *
     * @return between −1 and 1; not a number if one of the lists is constant
     * @throws IllegalArgumentException if the lists are not equally long
     */
    public static double of(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " values cannot be correlated with " + b.length);
        }
        return PearsonCorrelation.of(ranks(a), ranks(b));
    }

    /** Ranks from 0; zeros of both signs are equal. */
    private static double[] ranks(double[] values) {
        int[] order = SortOrder.ascending(values);
        double[] ranks = new double[values.length];
        int from = 0;
        for (int to = 1; to <= order.length; to++) {
            if (to == order.length || values[order[to]] != values[order[from]]) {
                for (int i = from; i < to; i++) {
                    ranks[order[i]] = (from + to - 1) / 2.0;
                }
                from = to;
            }
        }
        return ranks;
    }
}
