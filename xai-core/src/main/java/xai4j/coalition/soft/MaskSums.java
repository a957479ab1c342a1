package xai4j.coalition.soft;

import java.util.Arrays;
import xai4j.numeric.PearsonCorrelation;

/**
 * Sums of masks and of masks times scores, in halves of even and odd masks so that they can be compared, and in groups of masks from whose
 * differences standard errors follow.
 */
final class MaskSums {
    private final int targets;
    private final int area;
    private final double[][] masks;
    private final double[][][] scored;
    private final double[][] scores;
    private final double[] lowest;
    private final double[] highest;
    private final int[] counts = new int[2];
    private final GroupMoments moments;
    private final double[][] groupMasks;
    private final double[][][] groupScored;
    private final double[] groupScores;
    private final int groupSize;
    private int inGroup;

    /**
     * Starts at zero.
     *
     * @param area pixels
     * @param groupSize masks per group
     * @param probability mean of the masks
     * @param original scores of the unperturbed image, one per target
     */
    MaskSums(int area, int groupSize, double probability, double[] original) {
        this.targets = original.length;
        this.area = area;
        this.masks = new double[2][area];
        this.scored = new double[2][targets][area];
        this.scores = new double[2][targets];
        this.lowest = new double[targets];
        this.highest = new double[targets];
        Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        this.groupSize = groupSize;
        this.moments = new GroupMoments(area, groupSize, probability, original);
        this.groupMasks = new double[2][area];
        this.groupScored = new double[2][targets][area];
        this.groupScores = new double[targets];
    }

    /** Adds masks {@code first …} with their scores {@code [n, T]}. */
    void add(SoftMasks.Sized source, int first, double[] values) {
        float[] mask = new float[area];
        for (int i = 0; i < values.length / targets; i++) {
            source.write(first + i, mask);
            int half = first + i & 1;
            counts[half]++;
            add(mask, 1, groupMasks[half]);
            for (int t = 0; t < targets; t++) {
                double score = values[i * targets + t];
                scores[half][t] += score;
                lowest[t] = Math.min(lowest[t], score);
                highest[t] = Math.max(highest[t], score);
                groupScores[t] += score;
                add(mask, score, groupScored[half][t]);
            }
            if (++inGroup == groupSize) {
                moments.add(groupMasks, groupScored, groupScores);
                closeGroup();
            }
        }
    }

    private static void add(float[] mask, double factor, double[] sums) {
        for (int p = 0; p < sums.length; p++) {
            sums[p] += factor * mask[p];
        }
    }

    /** Brings masks of an unfinished group into the sums. */
    void finish() {
        closeGroup();
    }

    /** Whether there are standard errors: at least four groups. */
    boolean hasErrors() {
        return moments.hasErrors();
    }

    /** Adds the sums of a group to those of all. */
    private void closeGroup() {
        for (int half = 0; half < 2; half++) {
            move(groupMasks[half], masks[half]);
            for (int t = 0; t < targets; t++) {
                move(groupScored[half][t], scored[half][t]);
            }
        }
        Arrays.fill(groupScores, 0);
        inGroup = 0;
    }

    private static void move(double[] from, double[] to) {
        for (int p = 0; p < from.length; p++) {
            to[p] += from[p];
        }
        Arrays.fill(from, 0);
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
            double sum = scored[0][target][p] + scored[1][target][p] - mean * (masks[0][p] + masks[1][p]);
            map[p] = sum / (count() * probability);
        }
        return map;
    }

    /** Standard errors of a map; NaN when there are fewer than four groups. */
    double[] standardErrors(int target, boolean centred) {
        double[] means = new double[area];
        for (int p = 0; p < area; p++) {
            means[p] = (masks[0][p] + masks[1][p]) / count();
        }
        return moments.standardErrors(target, means, mean(target), centred, count());
    }

    /** Correlation of the centred maps of the even and of the odd masks; NaN when one of them is constant. */
    double agreement(int target) {
        if (isConstant(target)) {
            return Double.NaN;
        }
        double[][] maps = new double[2][area];
        for (int half = 0; half < 2; half++) {
            double mean = scores[half][target] / counts[half];
            for (int p = 0; p < area; p++) {
                maps[half][p] = scored[half][target][p] - mean * masks[half][p];
            }
        }
        return PearsonCorrelation.of(maps[0], maps[1]);
    }
}
