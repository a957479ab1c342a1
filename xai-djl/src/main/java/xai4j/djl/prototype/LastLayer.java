package xai4j.djl.prototype;

import java.util.stream.IntStream;
import xai4j.numeric.Floats;
import xai4j.numeric.LinearScoreFit;
import xai4j.numeric.ScoreLoss;
import xai4j.numeric.WeightPenalty;

/**
 * The last layer's weights {@code W [K, P]} that suit given similarities best: least mean cross-entropy plus {@code sparsity ·
 * Σ|w_kp|} over prototypes of other classes than k (Chen et al. 2019), a convex problem.
 *
 * <p>When the classes can be told apart perfectly there is no best layer, only ever larger weights: steps are limited.
 */
final class LastLayer {
    private final PrototypeLayout layout;
    private final double sparsity;
    private final LinearScoreFit fit;

    /**
     * A problem.
     *
     * @param similarities largest similarities {@code [N, P]} of training pictures, row by row
     * @param labels their classes, N
     * @param sparsity weight of the absolute values
     */
    LastLayer(float[] similarities, int[] labels, PrototypeLayout layout, double sparsity) {
        this.layout = layout;
        this.sparsity = sparsity;
        this.fit = new LinearScoreFit(similarities, labels, layout.labels(), ScoreLoss.CROSS_ENTROPY);
    }

    private double shrunk(double weight, int label, int prototype, double step) {
        return isOwn(label, prototype) ? weight : WeightPenalty.absolute(weight, sparsity, step);
    }

    private boolean isOwn(int label, int prototype) {
        return layout.classes().get(prototype) == label;
    }

    /**
     * Solves.
     *
     * @param start weights to begin with, {@code [K, P]} row by row
     * @param steps at most so many
     * @param tolerance it is over when no weight moves by more
     */
    float[] solve(float[] start, int steps, double tolerance) {
        return Floats.of(fit.solve(doubles(start), this::shrunk, steps, tolerance));
    }

    /** What is made small. */
    double objective(float[] weights) {
        int prototypes = layout.count();
        double sum = crossEntropy(weights);
        for (int j = 0; j < weights.length; j++) {
            sum += isOwn(j / prototypes, j % prototypes) ? 0 : sparsity * Math.abs(weights[j]);
        }
        return sum;
    }

    /** Mean cross-entropy. */
    double crossEntropy(float[] weights) {
        return fit.at(doubles(weights)).loss();
    }

    /** Share of the pictures that are recognised. */
    double accuracy(float[] weights) {
        return fit.at(doubles(weights)).accuracy();
    }

    /** Gradient of the mean cross-entropy, {@code [K, P]}. */
    double[] gradient(float[] weights) {
        return fit.at(doubles(weights)).gradient();
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
