package xai4j.djl.prototype;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The last layer's weights {@code W [K, P]} that suit given similarities best: least mean cross-entropy plus {@code sparsity ·
 * Σ|w_kp|} over prototypes of other classes than k (Chen et al. 2019). The problem is convex; it is solved by accelerated
 * proximal gradient steps (Beck and Teboulle 2009), restarted when they lead uphill (O'Donoghue and Candès 2015), so that
 * weights that do not pay are zero and not just small.
 *
 * <p>When the classes can be told apart perfectly there is no best layer, only ever larger weights: steps are limited.
 */
final class LastLayer {
    private static final int BLOCK = 256;
    private static final int POWER_STEPS = 60;
    private static final double MARGIN = 1.05;

    private final float[] similarities;
    private final int[] labels;
    private final PrototypeLayout layout;
    private final int prototypes;
    private final int classes;
    private final double sparsity;
    private final double step;

    /**
     * A problem.
     *
     * @param similarities largest similarities {@code [N, P]} of training pictures, row by row
     * @param labels their classes, N
     * @param sparsity weight of the absolute values
     */
    LastLayer(float[] similarities, int[] labels, PrototypeLayout layout, double sparsity) {
        this.similarities = similarities;
        this.labels = labels;
        this.layout = layout;
        this.prototypes = layout.count();
        this.classes = layout.labels();
        this.sparsity = sparsity;
        this.step = 1 / (MARGIN * 0.5 * largestEigenvalue());
    }

    /** The largest eigenvalue of {@code SᵀS / N}; half of it bounds the curvature of the cross-entropy. */
    private double largestEigenvalue() {
        double[] vector = new double[prototypes];
        java.util.Arrays.fill(vector, 1);
        double value = 0;
        for (int i = 0; i < POWER_STEPS; i++) {
            double[] next = new double[prototypes];
            for (int n = 0; n < labels.length; n++) {
                double dot = 0;
                for (int p = 0; p < prototypes; p++) {
                    dot += similarities[n * prototypes + p] * vector[p];
                }
                for (int p = 0; p < prototypes; p++) {
                    next[p] += dot * similarities[n * prototypes + p] / labels.length;
                }
            }
            value = Math.sqrt(IntStream.range(0, prototypes)
                    .mapToDouble(p -> next[p] * next[p])
                    .sum());
            for (int p = 0; p < prototypes; p++) {
                vector[p] = next[p] / Math.max(value, 1e-30);
            }
        }
        return Math.max(value, 1e-12);
    }

    /** Value and gradient of the cross-entropy. */
    private static final class Slope {
        private final double[] gradient;
        private double loss;
        private int right;

        Slope(int size) {
            this.gradient = new double[size];
        }
    }

    /**
     * Solves.
     *
     * @param start weights to begin with, {@code [K, P]} row by row
     * @param steps at most so many
     * @param tolerance it is over when no weight moves by more
     */
    float[] solve(float[] start, int steps, double tolerance) {
        double[] weights = doubles(start);
        double[] ahead = weights.clone();
        double momentum = 1;
        for (int i = 0; i < steps; i++) {
            double[] gradient = slope(ahead).gradient;
            double[] next = new double[weights.length];
            double moved = 0;
            double uphill = 0;
            for (int j = 0; j < next.length; j++) {
                next[j] = shrunk(ahead[j] - step * gradient[j], j);
                moved = Math.max(moved, Math.abs(next[j] - weights[j]));
                uphill += (ahead[j] - next[j]) * (next[j] - weights[j]);
            }
            double faster = uphill > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
            double push = uphill > 0 ? 0 : (momentum - 1) / faster;
            for (int j = 0; j < next.length; j++) {
                ahead[j] = next[j] + push * (next[j] - weights[j]);
            }
            momentum = faster;
            weights = next;
            if (moved <= tolerance) {
                break;
            }
        }
        return floats(weights);
    }

    private double shrunk(double weight, int index) {
        if (layout.classes().get(index % prototypes) == index / prototypes) {
            return weight;
        }
        return Math.signum(weight) * Math.max(0, Math.abs(weight) - step * sparsity);
    }

    /** What is made small. */
    double objective(float[] weights) {
        double sum = slope(doubles(weights)).loss;
        for (int j = 0; j < weights.length; j++) {
            boolean own = layout.classes().get(j % prototypes) == j / prototypes;
            sum += own ? 0 : sparsity * Math.abs(weights[j]);
        }
        return sum;
    }

    /** Mean cross-entropy. */
    double crossEntropy(float[] weights) {
        return slope(doubles(weights)).loss;
    }

    /** Share of the pictures that are recognised. */
    double accuracy(float[] weights) {
        return slope(doubles(weights)).right / (double) labels.length;
    }

    /** Gradient of the mean cross-entropy, {@code [K, P]}. */
    double[] gradient(float[] weights) {
        return slope(doubles(weights)).gradient;
    }

    /** Blocks of pictures run at once; their sums are added in order, so that the bits do not depend on the threads. */
    private Slope slope(double[] weights) {
        int blocks = (labels.length + BLOCK - 1) / BLOCK;
        List<Slope> parts = IntStream.range(0, blocks)
                .parallel()
                .mapToObj(block -> part(weights, block * BLOCK, Math.min(labels.length, (block + 1) * BLOCK)))
                .toList();
        Slope whole = new Slope(weights.length);
        for (Slope part : parts) {
            whole.loss += part.loss / labels.length;
            whole.right += part.right;
            for (int j = 0; j < weights.length; j++) {
                whole.gradient[j] += part.gradient[j] / labels.length;
            }
        }
        return whole;
    }

    private Slope part(double[] weights, int from, int to) {
        Slope part = new Slope(weights.length);
        double[] scores = new double[classes];
        for (int n = from; n < to; n++) {
            int row = n * prototypes;
            for (int k = 0; k < classes; k++) {
                double sum = 0;
                for (int p = 0; p < prototypes; p++) {
                    sum += weights[k * prototypes + p] * similarities[row + p];
                }
                scores[k] = sum;
            }
            part.loss += softmax(scores, labels[n]);
            part.right += isLargest(scores, labels[n]) ? 1 : 0;
            for (int k = 0; k < classes; k++) {
                double error = scores[k] - (k == labels[n] ? 1 : 0);
                for (int p = 0; p < prototypes; p++) {
                    part.gradient[k * prototypes + p] += error * similarities[row + p];
                }
            }
        }
        return part;
    }

    /** Turns scores into probabilities and returns the cross-entropy. */
    private static double softmax(double[] scores, int label) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            largest = Math.max(largest, score);
        }
        double own = scores[label] - largest;
        double total = 0;
        for (int k = 0; k < scores.length; k++) {
            scores[k] = Math.exp(scores[k] - largest);
            total += scores[k];
        }
        for (int k = 0; k < scores.length; k++) {
            scores[k] /= total;
        }
        return Math.log(total) - own;
    }

    private static boolean isLargest(double[] values, int index) {
        for (int k = 0; k < values.length; k++) {
            if (values[k] > values[index] || values[k] == values[index] && k < index) {
                return false;
            }
        }
        return true;
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
