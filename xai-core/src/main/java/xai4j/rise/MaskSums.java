package xai4j.rise;

import java.util.Arrays;

/** Sums of masks and of masks times scores, in halves of even and odd masks so that they can be compared. */
final class MaskSums {
    private final int targets;
    private final int area;
    private final double[][] masks;
    private final double[][][] scored;
    private final double[][] scores;
    private final int[] counts = new int[2];

    MaskSums(int targets, int area) {
        this.targets = targets;
        this.area = area;
        this.masks = new double[2][area];
        this.scored = new double[2][targets][area];
        this.scores = new double[2][targets];
    }

    /** Adds masks {@code first …} with their scores {@code [n, T]}. */
    void add(SoftMasks.Sized source, int first, double[] worths) {
        float[] mask = new float[area];
        for (int i = 0; i < worths.length / targets; i++) {
            source.write(first + i, mask);
            int half = first + i & 1;
            counts[half]++;
            add(mask, 1, masks[half]);
            for (int t = 0; t < targets; t++) {
                double score = worths[i * targets + t];
                scores[half][t] += score;
                add(mask, score, scored[half][t]);
            }
        }
    }

    private static void add(float[] mask, double factor, double[] sums) {
        for (int p = 0; p < sums.length; p++) {
            sums[p] += factor * mask[p];
        }
    }

    int count() {
        return counts[0] + counts[1];
    }

    /** {@code Σ (score − mean) · mask / (N p)}, or without the mean. */
    double[] map(int target, double probability, boolean centred) {
        double mean = centred ? (scores[0][target] + scores[1][target]) / count() : 0;
        double[] map = new double[area];
        for (int p = 0; p < area; p++) {
            double sum = scored[0][target][p] + scored[1][target][p] - mean * (masks[0][p] + masks[1][p]);
            map[p] = sum / (count() * probability);
        }
        return map;
    }

    /** Correlation of the centred maps of the even and of the odd masks; NaN when one of them is constant. */
    double agreement(int target) {
        double[][] maps = new double[2][area];
        for (int half = 0; half < 2; half++) {
            double mean = scores[half][target] / counts[half];
            for (int p = 0; p < area; p++) {
                maps[half][p] = scored[half][target][p] - mean * masks[half][p];
            }
        }
        return correlation(maps[0], maps[1]);
    }

    private static double correlation(double[] a, double[] b) {
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
}
