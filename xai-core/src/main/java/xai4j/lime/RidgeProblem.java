package xai4j.lime;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import xai4j.coalition.mask.Moments;

/**
 * Weighted ridge regression with an unpenalised intercept, solved from moments: with everything centred by its weighted mean, {@code
 * (Zᵀ W Z + α I) β = Zᵀ W y}.
 */
final class RidgeProblem {
    /** Part of a sum of squares that rounding may leave of nothing. */
    private static final double ROUNDING = 1e-12;

    private final int players;
    private final Moments moments;
    private final double[] gram;
    private final double[] means;

    RidgeProblem(Moments moments) {
        this.moments = moments;
        this.means = moments.linear().clone();
        this.players = means.length;
        for (int i = 0; i < players; i++) {
            means[i] /= moments.weight();
        }
        this.gram = moments.gram().clone();
        for (int i = 0; i < players; i++) {
            for (int j = 0; j < players; j++) {
                gram[i * players + j] -= moments.weight() * means[i] * means[j];
            }
        }
    }

    int players() {
        return players;
    }

    /** Centred {@code Zᵀ W Z}. */
    double gram(int i, int j) {
        return gram[i * players + j];
    }

    /** Centred {@code Zᵀ W Z}, {@code [M, M]}. */
    double[] gram() {
        return gram;
    }

    /** {@code Σ w}. */
    double weight() {
        return moments.weight();
    }

    /** Weighted mean of a player's presence. */
    double mean(int player) {
        return means[player];
    }

    /** The same of all players. */
    double[] means() {
        return means;
    }

    /** Centred {@code Zᵀ W y}. */
    double[] cross(int target) {
        double mean = moments.value(target) / moments.weight();
        double[] cross = moments.cross(target).clone();
        for (int i = 0; i < players; i++) {
            cross[i] -= moments.linear()[i] * mean;
        }
        return cross;
    }

    /** Centred {@code yᵀ W y}; exactly zero when all values are equal. */
    double total(int target) {
        double squares = moments.valueSquared(target);
        double total = squares - moments.value(target) * moments.value(target) / moments.weight();
        return total <= ROUNDING * squares ? 0 : total;
    }

    /** Solves for the players used; all weights are zero when all values are equal. */
    LinearFit fit(int target, int[] used, double alpha) {
        double[] cross = cross(target);
        double[] beta = new double[used.length];
        if (used.length > 0 && total(target) > 0) {
            DMatrixRMaj solution = new DMatrixRMaj(used.length, 1);
            DMatrixRMaj right = new DMatrixRMaj(used.length, 1);
            for (int i = 0; i < used.length; i++) {
                right.data[i] = cross[used[i]];
            }
            solver(used, alpha).solve(right, solution);
            beta = solution.data;
        }
        return described(target, used, beta, cross);
    }

    /** {@code (Zᵀ W Z + α I)⁻¹} over the players used. */
    double[] inverse(int[] used, double alpha) {
        DMatrixRMaj inverse = new DMatrixRMaj(used.length, used.length);
        solver(used, alpha).invert(inverse);
        return inverse.data;
    }

    private LinearSolverDense<DMatrixRMaj> solver(int[] used, double alpha) {
        int n = used.length;
        DMatrixRMaj system = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                system.data[i * n + j] = gram(used[i], used[j]);
            }
            system.data[i * n + i] += alpha;
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(n);
        if (!solver.setA(system)) {
            throw new IllegalArgumentException(
                    "the regression of " + n + " regions has no unique solution; use more samples or a positive ridge");
        }
        return solver;
    }

    private LinearFit described(int target, int[] used, double[] beta, double[] cross) {
        double[] weights = new double[players];
        double intercept = moments.value(target) / moments.weight();
        double explained = 0;
        for (int i = 0; i < used.length; i++) {
            weights[used[i]] = beta[i];
            intercept -= beta[i] * means[used[i]];
            explained += 2 * beta[i] * cross[used[i]];
            for (int j = 0; j < used.length; j++) {
                explained -= beta[i] * beta[j] * gram(used[i], used[j]);
            }
        }
        double total = total(target);
        return new LinearFit(
                intercept, weights, Arrays.copyOf(used, used.length), total == 0 ? Double.NaN : explained / total);
    }
}
