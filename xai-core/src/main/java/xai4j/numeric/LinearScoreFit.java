package xai4j.numeric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The weights {@code W [K, D]} of linear scores {@code W x} that suit given rows x and their classes best: least mean loss of the scores plus
 * a penalty of the weights. The problem is convex; it is solved by accelerated proximal gradient steps (Beck and Teboulle 2009), restarted
 * when they lead uphill (O'Donoghue and Candès 2015), so that weights that do not pay under an absolute penalty are zero and not just small.
 *
 * <p>A bias is a column of ones. Rows are summed in blocks that do not depend on the number of threads, so the bits do not either.
 */
public final class LinearScoreFit {
    private static final int BLOCK = 256;
    private static final int POWER_STEPS = 60;
    private static final double MARGIN = 1.05;

    private final float[] rows;
    private final int[] labels;
    private final int features;
    private final int classes;
    private final ScoreLoss loss;
    private final double step;

    /**
     * A problem.
     *
     * @param rows {@code [N, D]}, row by row
     * @param labels classes of the rows, N
     * @param classes K
     * @throws IllegalArgumentException if there are no rows, or they are not N times as long
     */
    public LinearScoreFit(float[] rows, int[] labels, int classes, ScoreLoss loss) {
        if (labels.length == 0 || rows.length % labels.length != 0) {
            throw new IllegalArgumentException(rows.length + " numbers are no rows for " + labels.length + " labels");
        }
        this.rows = rows;
        this.labels = labels;
        this.features = rows.length / labels.length;
        this.classes = classes;
        this.loss = loss;
        this.step = 1 / (MARGIN * loss.curvature() * largestEigenvalue());
    }

    /** The largest eigenvalue of {@code XᵀX / N}; times the curvature of the loss it bounds that of the whole. */
    private double largestEigenvalue() {
        double[] vector = new double[features];
        Arrays.fill(vector, 1);
        double value = 0;
        for (int i = 0; i < POWER_STEPS; i++) {
            double[] next = new double[features];
            for (int n = 0; n < labels.length; n++) {
                double dot = 0;
                for (int d = 0; d < features; d++) {
                    dot += rows[n * features + d] * vector[d];
                }
                for (int d = 0; d < features; d++) {
                    next[d] += dot * rows[n * features + d] / labels.length;
                }
            }
            value = Math.sqrt(IntStream.range(0, features)
                    .mapToDouble(d -> next[d] * next[d])
                    .sum());
            for (int d = 0; d < features; d++) {
                vector[d] = next[d] / Math.max(value, 1e-30);
            }
        }
        return Math.max(value, 1e-12);
    }

    /** Mean loss at some weights, without the penalty. */
    public static final class Slope {
        private final double[] gradient;
        private double loss;
        private int right;
        private int count;

        private Slope(int size) {
            this.gradient = new double[size];
        }

        /** The gradient, {@code [K, D]}. */
        public double[] gradient() {
            return gradient.clone();
        }

        /** The mean loss. */
        public double loss() {
            return loss;
        }

        /** Share of the rows whose largest score is that of their class. */
        public double accuracy() {
            return right / (double) count;
        }
    }

    /**
     * Solves.
     *
     * @param start weights to begin with, {@code [K, D]} row by row
     * @param penalty of the weights, beside the mean loss
     * @param steps at most so many
     * @param tolerance it is over when no weight moves by more
     */
    public double[] solve(double[] start, WeightPenalty penalty, int steps, double tolerance) {
        double[] weights = start.clone();
        double[] ahead = weights.clone();
        double momentum = 1;
        for (int i = 0; i < steps; i++) {
            double[] gradient = at(ahead).gradient;
            double[] next = new double[weights.length];
            double moved = 0;
            double uphill = 0;
            for (int j = 0; j < next.length; j++) {
                next[j] = penalty.shrunk(ahead[j] - step * gradient[j], j / features, j % features, step);
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
        return weights;
    }

    /** Loss, gradient and accuracy at some weights. Blocks of rows run at once; their sums are added in order. */
    public Slope at(double[] weights) {
        int blocks = (labels.length + BLOCK - 1) / BLOCK;
        List<Slope> parts = Parallel.map(
                blocks, block -> part(weights, block * BLOCK, Math.min(labels.length, (block + 1) * BLOCK)));
        Slope whole = new Slope(weights.length);
        whole.count = labels.length;
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
            int row = n * features;
            for (int k = 0; k < classes; k++) {
                scores[k] = dot(weights, k * features, row);
            }
            part.right += isLargest(scores, labels[n]) ? 1 : 0;
            part.loss += loss.differentiate(scores, labels[n]);
            for (int k = 0; k < classes; k++) {
                double error = scores[k];
                for (int d = 0; d < features; d++) {
                    part.gradient[k * features + d] += error * rows[row + d];
                }
            }
        }
        return part;
    }

    /** In four sums, which processors can work on at once. */
    private double dot(double[] weights, int at, int row) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int d = 0;
        for (; d + 3 < features; d += 4) {
            a += weights[at + d] * rows[row + d];
            b += weights[at + d + 1] * rows[row + d + 1];
            c += weights[at + d + 2] * rows[row + d + 2];
            e += weights[at + d + 3] * rows[row + d + 3];
        }
        for (; d < features; d++) {
            a += weights[at + d] * rows[row + d];
        }
        return a + b + (c + e);
    }

    private static boolean isLargest(double[] values, int index) {
        for (int k = 0; k < values.length; k++) {
            if (values[k] > values[index] || values[k] == values[index] && k < index) {
                return false;
            }
        }
        return true;
    }
}
