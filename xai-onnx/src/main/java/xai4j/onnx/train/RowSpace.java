package xai4j.onnx.train;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import xai4j.numeric.GramMatrix;
import xai4j.tensor.XaiException;

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
        this.factor = factor(products(), count);
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
        float[] columns = new float[features * count];
        for (int n = 0; n < count; n++) {
            for (int d = 0; d < features; d++) {
                columns[d * count + n] = rows[n * (features + 1) + d];
            }
        }
        return GramMatrix.ofColumns(columns, count);
    }

    private static double[] factor(double[] products, int count) {
        DMatrixRMaj matrix = DMatrixRMaj.wrap(count, count, products);
        double lift = Math.max(LIFT * CommonOps_DDRM.trace(matrix) / count, Double.MIN_NORMAL);
        for (int n = 0; n < count; n++) {
            matrix.add(n, n, lift);
        }
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(count, true);
        if (!cholesky.decompose(matrix)) {
            throw new XaiException("features are not finite, or of too different sizes to fit a head to them");
        }
        return cholesky.getT(null).getData();
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
        double[] shares = Arrays.copyOfRange(weights, from, from + count);
        TriangularSolver_DDRM.solveTranL(factor, shares, count);
        return shares;
    }
}
