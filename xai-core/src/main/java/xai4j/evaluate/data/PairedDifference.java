package xai4j.evaluate.data;

import java.util.ArrayList;
import java.util.List;

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

    /**
     * The neighbours in a ranking whose difference in a metric may be chance, each as {@code "one and other"}.
     *
     * @param all differences, of this metric and others
     * @param ranked methods from best to worst
     */
    public static List<String> unsureNeighbours(List<PairedDifference> all, String metric, List<String> ranked) {
        List<String> pairs = new ArrayList<>();
        for (int i = 1; i < ranked.size(); i++) {
            String upper = ranked.get(i - 1);
            String lower = ranked.get(i);
            all.stream()
                    .filter(pair -> pair.metric.equals(metric) && pair.pictures > 0 && pair.isOf(upper, lower))
                    .filter(pair -> !pair.isSignificant())
                    .forEach(pair -> pairs.add(upper + " and " + lower));
        }
        return pairs;
    }

    /** Whether two methods differ in a metric by more than chance. */
    static boolean areApart(List<PairedDifference> all, String metric, String one, String other) {
        return all.stream()
                .anyMatch(pair -> pair.metric.equals(metric) && pair.isOf(one, other) && pair.isSignificant());
    }

    private boolean isOf(String one, String other) {
        return first.equals(one) && second.equals(other) || first.equals(other) && second.equals(one);
    }
}
