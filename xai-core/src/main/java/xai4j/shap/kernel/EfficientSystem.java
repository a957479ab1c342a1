package xai4j.shap.kernel;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;
import xai4j.coalition.mask.MaskBatch;

/**
 * Least squares over values that must sum to a given gain: {@code φ = Δ/M + ψ} with {@code Σψ = 0}, so only the part of the normal equations
 * orthogonal to all ones counts. Holds the pseudo-inverse of that part.
 */
final class EfficientSystem {
    /** Penalty, relative to the system, that makes an undetermined one give its smallest solution. */
    private static final double RANK_PENALTY = 1e-9;

    /** Smallest square of a pivot, relative to the largest, that is not taken for rounding. */
    private static final double SMALLEST_PIVOT = 1e-13;

    private final int players;
    private final double[] inverse;

    private EfficientSystem(int players, double[] inverse) {
        this.players = players;
        this.inverse = inverse;
    }

    /**
     * Inverts.
     *
     * @param gram {@code Σ w z zᵀ}, {@code [M, M]}
     * @param undetermined whether there are fewer equations than unknowns
     */
    static EfficientSystem of(double[] gram, int players, boolean undetermined) {
        DMatrixRMaj projected = projected(gram, players);
        double scale = 0;
        for (int i = 0; i < players; i++) {
            scale += projected.data[i * players + i] / players;
        }
        for (int i = 0; i < projected.data.length; i++) {
            projected.data[i] += scale / players;
        }
        double penalty = undetermined ? RANK_PENALTY : 0;
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(players);
        while (!solver.setA(penalised(projected, penalty * scale)) || isSingular(solver)) {
            penalty = Math.max(RANK_PENALTY, 10 * penalty);
        }
        DMatrixRMaj inverse = new DMatrixRMaj(players, players);
        solver.invert(inverse);
        double ones = 1 / (players * scale * (1 + penalty));
        for (int i = 0; i < inverse.data.length; i++) {
            inverse.data[i] -= ones;
        }
        return new EfficientSystem(players, inverse.data);
    }

    /** The values for {@code Σ w r z}, r being values minus equal shares; they sum to the gain. */
    double[] values(double[] cross, double gain) {
        double[] values = new double[players];
        double sum = 0;
        for (int i = 0; i < players; i++) {
            double psi = 0;
            for (int j = 0; j < players; j++) {
                psi += inverse[i * players + j] * cross[j];
            }
            values[i] = gain / players + psi;
            sum += values[i];
        }
        double rest = (gain - sum) / players;
        return Arrays.stream(values).map(value -> value + rest).toArray();
    }

    /** {@code zᵀ A⁺ z} of a coalition z. */
    double form(MaskBatch coalitions, int row) {
        int[] members = coalitions.members(row);
        double sum = 0;
        for (int a = 0; a < members.length; a++) {
            int line = members[a] * players;
            sum += inverse[line + members[a]];
            for (int b = 0; b < a; b++) {
                sum += 2 * inverse[line + members[b]];
            }
        }
        return sum;
    }

    /** Roots of the diagonal of {@code A⁺ B A⁺}, enlarged, B being the covariance of the right-hand side. */
    double[] standardErrors(double[] spread, double inflation) {
        double[] product = product(spread);
        double[] errors = new double[players];
        for (int i = 0; i < players; i++) {
            double variance = 0;
            for (int j = 0; j < players; j++) {
                variance += inverse[i * players + j] * product[i * players + j];
            }
            errors[i] = Math.sqrt(Math.max(0, variance) * inflation);
        }
        return errors;
    }

    /** {@code A⁺ B}; both are symmetric. */
    private double[] product(double[] spread) {
        double[] product = new double[players * players];
        for (int i = 0; i < players; i++) {
            for (int k = 0; k < players; k++) {
                double factor = inverse[i * players + k];
                for (int j = 0; j < players; j++) {
                    product[i * players + j] += factor * spread[k * players + j];
                }
            }
        }
        return product;
    }

    private static boolean isSingular(LinearSolverDense<DMatrixRMaj> solver) {
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = solver.getDecomposition();
        DMatrixRMaj factor = cholesky.getT(null);
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (int i = 0; i < factor.numRows; i++) {
            double pivot = factor.get(i, i) * factor.get(i, i);
            smallest = Math.min(smallest, pivot);
            largest = Math.max(largest, pivot);
        }
        return !(smallest > SMALLEST_PIVOT * largest);
    }

    private static DMatrixRMaj penalised(DMatrixRMaj matrix, double penalty) {
        DMatrixRMaj copy = matrix.copy();
        for (int i = 0; i < copy.numRows; i++) {
            copy.data[i * copy.numCols + i] += penalty;
        }
        return copy;
    }

    /** Takes the mean out of a vector. */
    static double[] projected(double[] vector) {
        double mean = Arrays.stream(vector).sum() / vector.length;
        return Arrays.stream(vector).map(value -> value - mean).toArray();
    }

    /** Takes means out of rows and columns. */
    static DMatrixRMaj projected(double[] gram, int players) {
        double[] means = new double[players];
        double mean = 0;
        for (int i = 0; i < players; i++) {
            for (int j = 0; j < players; j++) {
                means[i] += gram[i * players + j] / players;
            }
            mean += means[i] / players;
        }
        DMatrixRMaj projected = new DMatrixRMaj(players, players);
        for (int i = 0; i < players; i++) {
            for (int j = 0; j < players; j++) {
                projected.data[i * players + j] = gram[i * players + j] - means[i] - means[j] + mean;
            }
        }
        return projected;
    }
}
