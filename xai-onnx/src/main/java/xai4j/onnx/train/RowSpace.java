package xai4j.onnx.train;

import xai4j.numeric.Parallel;

/**
 * Rows of features that are fewer than their features, seen in the space that they span: {@code X = L Q} with orthonormal rows of Q, so that a linear head with a
 * squared penalty, whose weights lie in that space, has N weights per class to be found and not D. L is the Cholesky factor of {@code X Xᵀ}.
 */
final class RowSpace {
    /** Rows whose mean was taken away depend on each other; so much of the mean diagonal keeps the factor real. */
    private static final double LIFT = 1e-7;

    private final float[] rows;
    private final int count;
    private final int features;
    private final double[] factor;

    private RowSpace(float[] rows, int count, int features) {
        this.rows = rows;
        this.count = count;
        this.features = features;
        this.factor = products();
        factorise();
    }

    /**
     * The space of some rows.
     *
     * @param rows {@code [N, D + 1]}, the last column all ones
     * @param features D
     */
    static RowSpace of(float[] rows, int features) {
        return new RowSpace(rows, rows.length / (features + 1), features);
    }

    private double[] products() {
        double[] products = new double[count * count];
        Parallel.each(count, n -> {
            for (int m = 0; m <= n; m++) {
                products[n * count + m] = product(n * (features + 1), m * (features + 1));
            }
        });
        return products;
    }

    private double product(int one, int other) {
        double even = 0;
        double odd = 0;
        int d = 0;
        for (; d + 1 < features; d += 2) {
            even += (double) rows[one + d] * rows[other + d];
            odd += (double) rows[one + d + 1] * rows[other + d + 1];
        }
        return d < features ? even + odd + (double) rows[one + d] * rows[other + d] : even + odd;
    }

    private void factorise() {
        double lift = 0;
        for (int n = 0; n < count; n++) {
            lift += LIFT * factor[n * count + n] / count;
        }
        for (int n = 0; n < count; n++) {
            for (int m = 0; m <= n; m++) {
                double rest = factor[n * count + m] + (m == n ? Math.max(lift, Double.MIN_NORMAL) : 0);
                for (int j = 0; j < m; j++) {
                    rest -= factor[n * count + j] * factor[m * count + j];
                }
                factor[n * count + m] =
                        m == n ? Math.sqrt(Math.max(rest, Double.MIN_NORMAL)) : rest / factor[m * count + m];
            }
        }
    }

    /** The rows in this space, {@code [N, N + 1]}, the last column all ones. */
    float[] coordinates() {
        float[] all = new float[count * (count + 1)];
        for (int n = 0; n < count; n++) {
            for (int m = 0; m <= n; m++) {
                all[n * (count + 1) + m] = (float) factor[n * count + m];
            }
            all[n * (count + 1) + count] = 1;
        }
        return all;
    }

    /**
     * Weights of coordinates as weights of features.
     *
     * @param weights {@code [K, N + 1]}
     * @return {@code [K, D + 1]}
     */
    double[] lifted(double[] weights) {
        int classes = weights.length / (count + 1);
        double[] lifted = new double[classes * (features + 1)];
        for (int k = 0; k < classes; k++) {
            double[] shares = shares(weights, k * (count + 1));
            int to = k * (features + 1);
            for (int n = 0; n < count; n++) {
                for (int d = 0; d < features; d++) {
                    lifted[to + d] += shares[n] * rows[n * (features + 1) + d];
                }
            }
            lifted[to + features] = weights[k * (count + 1) + count];
        }
        return lifted;
    }

    /** Of which rows a class's weights are made, in which shares: solves {@code Lᵀ shares = weights}. */
    private double[] shares(double[] weights, int from) {
        double[] shares = new double[count];
        for (int n = count - 1; n >= 0; n--) {
            double rest = weights[from + n];
            for (int m = n + 1; m < count; m++) {
                rest -= factor[m * count + n] * shares[m];
            }
            shares[n] = rest / factor[n * count + n];
        }
        return shares;
    }
}
