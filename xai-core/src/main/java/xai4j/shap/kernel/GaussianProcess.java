package xai4j.shap.kernel;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;
import xai4j.coalition.mask.MaskBatch;

/**
 * Shapley values as posterior means of a Gaussian process with an {@link OddKernel}, given pairs of complementary coalitions and the gain of the
 * grand coalition.
 */
final class GaussianProcess {
    /** Most pairs; the work grows with their third power. */
    static final int MOST_PAIRS = 2000;

    private static final double[] RHOS = {0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.985, 0.995};
    private static final double[] LAMBDAS = {0.3, 3, 30};
    private static final int PAIRS_TO_CHOOSE_BY = 150;
    private static final int ROWS_LEFT_OUT = 200;
    private static final double JITTER = 1e-6;

    private final int players;
    private final int targets;
    private final MaskBatch sets;
    private final double[] differences;
    private final double[] gains;
    private final OddKernel kernel;
    private final Fit fit;

    /**
     * Fits.
     *
     * @param pairs one coalition of each pair
     * @param coalitionValues {@code [2n, T]}: of each coalition followed by its complement
     * @param gains {@code v(all) − v(none)} per target
     */
    GaussianProcess(MaskBatch pairs, double[] coalitionValues, double[] gains) {
        this.players = pairs.players();
        this.targets = gains.length;
        this.gains = gains;
        this.sets = MaskBatch.full(players, pairs.rows() + 1);
        this.differences = new double[sets.rows() * targets];
        for (int t = 0; t < targets; t++) {
            differences[t] = gains[t] / 2;
        }
        for (int row = 0; row < pairs.rows(); row++) {
            sets.setRow(row + 1, pairs, row);
            for (int t = 0; t < targets; t++) {
                differences[(row + 1) * targets + t] =
                        (coalitionValues[2 * row * targets + t] - coalitionValues[(2 * row + 1) * targets + t]) / 2;
            }
        }
        this.kernel = choose();
        this.fit = new Fit(kernel, sets.rows());
    }

    /** The most likely kernel, by the first pairs, which are spread over all sizes. */
    private OddKernel choose() {
        int rows = Math.min(sets.rows(), PAIRS_TO_CHOOSE_BY);
        OddKernel best = new OddKernel(players, RHOS[0], LAMBDAS[0]);
        double most = Double.NEGATIVE_INFINITY;
        for (double rho : RHOS) {
            for (double lambda : LAMBDAS) {
                OddKernel candidate = new OddKernel(players, rho, lambda);
                double likelihood = new Fit(candidate, rows).logLikelihood();
                if (likelihood > most) {
                    most = likelihood;
                    best = candidate;
                }
            }
        }
        return best;
    }

    /** Shapley values of a target; they sum to its gain. */
    double[] values(int target) {
        double[] members = kernel.ofMembers();
        double[] others = kernel.ofOthers();
        double[] values = new double[players];
        double base = 0;
        for (int row = 0; row < sets.rows(); row++) {
            double weight = fit.solution.get(row, target);
            int size = sets.size(row);
            base += weight * others[size];
            for (int player = 0; player < players; player++) {
                values[player] += sets.present(row, player) ? weight * (members[size] - others[size]) : 0;
            }
        }
        double sum = base * players + Arrays.stream(values).sum();
        double shift = base + (gains[target] - sum) / players;
        return Arrays.stream(values).map(value -> value + shift).toArray();
    }

    /** Posterior standard deviations, in proportion to how well the process foretells the target's differences from each other. */
    double[] standardErrors(int target) {
        double[] members = kernel.ofMembers();
        double[] others = kernel.ofOthers();
        DMatrixRMaj cross = new DMatrixRMaj(sets.rows(), players);
        for (int row = 0; row < sets.rows(); row++) {
            int size = sets.size(row);
            for (int player = 0; player < players; player++) {
                cross.set(row, player, sets.present(row, player) ? members[size] : others[size]);
            }
        }
        DMatrixRMaj solved = new DMatrixRMaj(sets.rows(), players);
        fit.solver.solve(cross.copy(), solved);
        double prior = kernel.ofValue();
        double variance = Math.max(fit.variance(target), fit.varianceLeftOut(target));
        double[] errors = new double[players];
        for (int player = 0; player < players; player++) {
            double explained = 0;
            for (int row = 0; row < sets.rows(); row++) {
                explained += cross.get(row, player) * solved.get(row, player);
            }
            errors[player] = Math.sqrt(Math.max(0, prior - explained) * variance);
        }
        return errors;
    }

    /** The process given the first so many differences. */
    private final class Fit {
        private final int rows;
        private final LinearSolverDense<DMatrixRMaj> solver;
        private final DMatrixRMaj solution;

        Fit(OddKernel kernel, int rows) {
            this.rows = rows;
            double[] byDistance = kernel.byDistance();
            DMatrixRMaj covariance = new DMatrixRMaj(rows, rows);
            for (int a = 0; a < rows; a++) {
                for (int b = 0; b <= a; b++) {
                    double value = byDistance[distance(a, b)];
                    covariance.data[a * rows + b] = value;
                    covariance.data[b * rows + a] = value;
                }
                covariance.data[a * rows + a] += JITTER * byDistance[0];
            }
            this.solver = LinearSolverFactory_DDRM.chol(rows);
            if (!solver.setA(covariance)) {
                throw new IllegalStateException("a covariance with a positive diagonal added is positive definite");
            }
            this.solution = new DMatrixRMaj(rows, targets);
            DMatrixRMaj right = new DMatrixRMaj(rows, targets);
            System.arraycopy(differences, 0, right.data, 0, rows * targets);
            solver.solve(right, solution);
        }

        /** Of the few rows that a kernel is chosen by; large systems are factored in blocks and do not show their factor. */
        private double logDeterminant() {
            CholeskyDecomposition_F64<DMatrixRMaj> cholesky = solver.getDecomposition();
            DMatrixRMaj factor = cholesky.getT(null);
            double sum = 0;
            for (int i = 0; i < rows; i++) {
                sum += 2 * Math.log(factor.get(i, i));
            }
            return sum;
        }

        /** The scale of the process that makes a target's differences most likely. */
        double variance(int target) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += differences[row * targets + target] * solution.get(row, target);
            }
            return Math.max(0, sum / rows);
        }

        /**
         * The scale that explains the errors made when single differences are foretold from all others, {@code (α_i / K⁻¹_ii)² K⁻¹_ii} on average;
         * some of them stand for all.
         */
        double varianceLeftOut(int target) {
            int count = Math.min(rows, ROWS_LEFT_OUT);
            DMatrixRMaj units = new DMatrixRMaj(rows, count);
            for (int i = 0; i < count; i++) {
                units.set(leftOut(i, count), i, 1);
            }
            DMatrixRMaj columns = new DMatrixRMaj(rows, count);
            solver.solve(units, columns);
            double sum = 0;
            for (int i = 0; i < count; i++) {
                double alpha = solution.get(leftOut(i, count), target);
                sum += alpha * alpha / columns.get(leftOut(i, count), i);
            }
            return sum / count;
        }

        private int leftOut(int i, int count) {
            return (int) ((long) i * rows / count);
        }

        double logLikelihood() {
            double sum = -targets * logDeterminant() / 2;
            for (int t = 0; t < targets; t++) {
                sum -= rows / 2.0 * Math.log(Math.max(Double.MIN_NORMAL, variance(t)));
            }
            return sum;
        }
    }

    private int distance(int a, int b) {
        int distance = 0;
        for (int word = 0; word < sets.words(); word++) {
            distance += Long.bitCount(sets.word(a, word) ^ sets.word(b, word));
        }
        return distance;
    }
}
