package xai4j.coalition.soft;

import java.util.Arrays;
import xai4j.numeric.PearsonCorrelation;

/**
 * Sums of masks and of masks times scores, of all and of the even ones so that these can be compared with the others, and in groups of masks from whose
 * differences standard errors follow.
 */
final class MaskSums {
    private final int targets;
    private final int area;
    private final double[] masks;
    private final double[][] scored;
    private final SoftMasks.Sums evenSums;
    private final double[] evenMasks;
    private final double[][] evenScored;
    private final double[][] scores;
    private final double[] lowest;
    private final double[] highest;
    private final int[] counts = new int[2];
    private final GroupMoments moments;
    private final SoftMasks.Sums groupSums;
    private final double[] groupMasks;
    private final double[][] groupScored;
    private final double[] groupScores;
    private final int groupSize;
    private int inGroup;

    /**
     * Starts at zero.
     *
     * @param source the masks
     * @param area pixels
     * @param groupSize masks per group
     * @param probability mean of the masks
     * @param original scores of the unperturbed image, one per target
     */
    MaskSums(SoftMasks.Sized source, int area, int groupSize, double probability, double[] original) {
        this.targets = original.length;
        this.area = area;
        this.masks = new double[area];
        this.scored = new double[targets][area];
        this.evenSums = source.sums(1 + targets, area);
        this.evenMasks = new double[area];
        this.evenScored = new double[targets][area];
        this.scores = new double[2][targets];
        this.lowest = new double[targets];
        this.highest = new double[targets];
        Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        this.groupSize = groupSize;
        this.moments = new GroupMoments(area, groupSize, probability, original);
        this.groupSums = source.sums(1 + targets, area);
        this.groupMasks = new double[area];
        this.groupScored = new double[targets][area];
        this.groupScores = new double[targets];
    }

    /** Adds masks {@code first …} with their scores {@code [n, T]}. */
    void add(int first, double[] values) {
        double[] factors = new double[1 + targets];
        factors[0] = 1;
        for (int i = 0; i < values.length / targets; i++) {
            int half = first + i & 1;
            counts[half]++;
            for (int t = 0; t < targets; t++) {
                double score = values[i * targets + t];
                scores[half][t] += score;
                lowest[t] = Math.min(lowest[t], score);
                highest[t] = Math.max(highest[t], score);
                groupScores[t] += score;
                factors[1 + t] = score;
            }
            groupSums.add(first + i, factors);
            if (half == 0) {
                evenSums.add(first + i, factors);
            }
            if (++inGroup == groupSize) {
                gather(groupSums, groupMasks, groupScored);
                moments.add(groupMasks, groupScored, groupScores);
                closeGroup();
            }
        }
    }

    /** Moves sums of masks, and of masks times scores. */
    private static void gather(SoftMasks.Sums sums, double[] ofMasks, double[][] ofScored) {
        sums.moveTo(0, ofMasks);
        for (int t = 0; t < ofScored.length; t++) {
            sums.moveTo(1 + t, ofScored[t]);
        }
    }

    /** Brings masks of an unfinished group into the sums. */
    void finish() {
        gather(groupSums, groupMasks, groupScored);
        closeGroup();
        gather(evenSums, evenMasks, evenScored);
    }

    /** Whether there are standard errors: at least four groups. */
    boolean hasErrors() {
        return moments.hasErrors();
    }

    /** Adds the sums of a group to those of all. */
    private void closeGroup() {
        addTo(masks, groupMasks);
        for (int t = 0; t < targets; t++) {
            addTo(scored[t], groupScored[t]);
        }
        Arrays.fill(groupScores, 0);
        inGroup = 0;
    }

    private static void addTo(double[] to, double[] from) {
        for (int p = 0; p < from.length; p++) {
            to[p] += from[p];
        }
    }

    int count() {
        return counts[0] + counts[1];
    }

    private double mean(int target) {
        return (scores[0][target] + scores[1][target]) / count();
    }

    /** Whether all masks had the same score. */
    private boolean isConstant(int target) {
        return lowest[target] == highest[target];
    }

    /** {@code Σ (score − mean) · mask / (N p)}, or without the mean. */
    double[] map(int target, double probability, boolean centred) {
        double mean = centred ? mean(target) : 0;
        double[] map = new double[area];
        if (centred && isConstant(target)) {
            return map;
        }
        for (int p = 0; p < area; p++) {
            double sum = scored[target][p] - mean * masks[p];
            map[p] = sum / (count() * probability);
        }
        return map;
    }

    /** Standard errors of a map; NaN when there are fewer than four groups. */
    double[] standardErrors(int target, boolean centred) {
        double[] means = new double[area];
        for (int p = 0; p < area; p++) {
            means[p] = masks[p] / count();
        }
        return moments.standardErrors(target, means, mean(target), centred, count());
    }

    /** Correlation of the centred maps of the even and of the odd masks; NaN when one of them is constant. */
    double agreement(int target) {
        if (isConstant(target)) {
            return Double.NaN;
        }
        double[][] maps = new double[2][area];
        double even = scores[0][target] / counts[0];
        double odd = scores[1][target] / counts[1];
        for (int p = 0; p < area; p++) {
            maps[0][p] = evenScored[target][p] - even * evenMasks[p];
            maps[1][p] = scored[target][p] - evenScored[target][p] - odd * (masks[p] - evenMasks[p]);
        }
        return PearsonCorrelation.of(maps[0], maps[1]);
    }
}
