package xai4j.numeric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The weights {@code W [K, D]} of linear scores {@code W x} that suit given rows x and their classes best: least mean loss of the scores plus
 * a penalty of the weights. The problem is convex; it is solved by accelerated proximal gradient steps (Beck and Teboulle 2009), restarted
 * when they lead uphill (O'Donoghue and Candès 2015), so that weights that do not pay under an absolute penalty are zero and not just small.
 * A squared penalty is smooth and solved by {@linkplain #solveSquared quasi-Newton steps}.
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
    private final float[][] columns;

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
        this.columns = IntStream.range(0, (labels.length + BLOCK - 1) / BLOCK)
                .mapToObj(this::transposed)
                .toArray(float[][]::new);
    }

    /** A block of rows column by column, so that the scores of all its rows are added up side by side. */
    private float[] transposed(int block) {
        int from = block * BLOCK;
        int count = Math.min(BLOCK, labels.length - from);
        float[] result = new float[count * features];
        for (int n = 0; n < count; n++) {
            for (int d = 0; d < features; d++) {
                result[d * count + n] = rows[(from + n) * features + d];
            }
        }
        return result;
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
        double step = 1 / (MARGIN * loss.curvature() * largestEigenvalue());
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

    /**
     * Solves with the penalty {@code ½ strength · (w − centre)²} for every weight but those of the last column, the bias, which costs nothing. The
     * sum is smooth, and needs few steps.
     *
     * @param start weights to begin with, {@code [K, D]} row by row
     * @param centre where weights cost nothing, as long
     * @param steps at most so many
     * @param tolerance it is over when no derivative is larger
     */
    public double[] solveSquared(double[] start, double[] centre, double strength, int steps, double tolerance) {
        return QuasiNewton.minimum(
                (weights, gradient) -> {
                    Slope slope = at(weights);
                    double value = slope.loss;
                    for (int j = 0; j < weights.length; j++) {
                        double far = j % features == features - 1 ? 0 : weights[j] - centre[j];
                        gradient[j] = slope.gradient[j] + strength * far;
                        value += 0.5 * strength * far * far;
                    }
                    return value;
                },
                start,
                steps,
                tolerance);
    }

    /** Loss, gradient and accuracy at some weights. Blocks of rows run at once; their sums are added in order. */
    public Slope at(double[] weights) {
        List<Slope> parts = Parallel.map(columns.length, block -> part(weights, block));
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

    private Slope part(double[] weights, int block) {
        Slope part = new Slope(weights.length);
        int count = columns[block].length / features;
        double[] all = scores(weights, columns[block], count);
        double[] scores = new double[classes];
        for (int n = 0; n < count; n++) {
            int row = block * BLOCK + n;
            for (int k = 0; k < classes; k++) {
                scores[k] = all[k * count + n];
            }
            part.right += isLargest(scores, labels[row]) ? 1 : 0;
            part.loss += loss.differentiate(scores, labels[row]);
            for (int k = 0; k < classes; k++) {
                all[k * count + n] = scores[k];
            }
        }
        MatrixProduct.add(part.gradient, features, all, rows, block * BLOCK * features, features, count);
        return part;
    }

    /** {@code [K, rows of the block]}. */
    private double[] scores(double[] weights, float[] block, int count) {
        double[] all = new double[classes * count];
        MatrixProduct.add(all, count, weights, block, 0, count, features);
        return all;
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
