package xai4j.shap.kernel;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * Bayesian ridge regression from normal equations: coefficients with prior variances of given proportions, of which the common factor is chosen by the
 * likelihood of the data (MacKay 1992), the variance of the noise being integrated over.
 */
final class EvidenceRidge {
    private final int size;
    private final double[] coefficients;
    private final double[] inverse;
    private final double noiseToPrior;
    private final double freedom;

    private EvidenceRidge(double[] coefficients, double[] inverse, double noiseToPrior, double freedom) {
        this.size = coefficients.length;
        this.coefficients = coefficients;
        this.inverse = inverse;
        this.noiseToPrior = noiseToPrior;
        this.freedom = freedom;
    }

    /** Normal equations. */
    static final class Equations {
        private final double[] gram;
        private final double[] cross;
        private final double squares;
        private final int rows;

        /**
         * Normal equations.
         *
         * @param gram {@code XᵀX}, {@code [F, F]} row-major
         * @param cross {@code Xᵀy}
         * @param squares {@code yᵀy}
         * @param rows rows less what was taken out of them before
         */
        Equations(double[] gram, double[] cross, double squares, int rows) {
            this.gram = gram;
            this.cross = cross;
            this.squares = squares;
            this.rows = rows;
        }
    }

    /**
     * Fits.
     *
     * @param prior prior variances up to a factor
     * @param ratios variances of the noise over that factor, to choose from
     */
    static EvidenceRidge fit(Equations equations, double[] prior, double... ratios) {
        double best = Double.NEGATIVE_INFINITY;
        double chosen = ratios[0];
        for (double ratio : ratios) {
            double evidence = ratios.length == 1 ? 0 : evidence(equations, prior, ratio);
            if (evidence > best) {
                best = evidence;
                chosen = ratio;
            }
        }
        DMatrixRMaj factor = factor(equations, prior, chosen);
        double[] inverse = inverse(factor);
        double[] solution = new double[prior.length];
        double shrunk = 0;
        for (int i = 0; i < prior.length; i++) {
            for (int j = 0; j < prior.length; j++) {
                solution[i] += inverse[i * prior.length + j] * equations.cross[j];
            }
            shrunk += chosen / prior[i] * inverse[i * prior.length + i];
        }
        return new EvidenceRidge(solution, inverse, chosen, prior.length - shrunk);
    }

    private static double evidence(Equations equations, double[] prior, double ratio) {
        DMatrixRMaj factor = factor(equations, prior, ratio);
        double[] half = forward(factor, equations.cross);
        double rest = equations.squares;
        double logDeterminant = 0;
        for (int i = 0; i < prior.length; i++) {
            rest -= half[i] * half[i];
            logDeterminant += 2 * Math.log(factor.data[i * prior.length + i]) + Math.log(prior[i] / ratio);
        }
        return -logDeterminant / 2 - equations.rows / 2.0 * Math.log(Math.max(Double.MIN_NORMAL, rest));
    }

    private static DMatrixRMaj factor(Equations equations, double[] prior, double ratio) {
        int size = prior.length;
        DMatrixRMaj matrix = new DMatrixRMaj(size, size);
        System.arraycopy(equations.gram, 0, matrix.data, 0, size * size);
        for (int i = 0; i < size; i++) {
            matrix.data[i * size + i] += ratio / prior[i];
        }
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(size, true);
        if (!cholesky.decompose(matrix)) {
            throw new IllegalStateException("normal equations with a positive diagonal added are positive definite");
        }
        return cholesky.getT(null);
    }

    /** {@code L⁻¹ x}. */
    private static double[] forward(DMatrixRMaj factor, double[] x) {
        int size = x.length;
        double[] solved = x.clone();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                solved[i] -= factor.data[i * size + j] * solved[j];
            }
            solved[i] /= factor.data[i * size + i];
        }
        return solved;
    }

    /** {@code (L Lᵀ)⁻¹}. */
    private static double[] inverse(DMatrixRMaj factor) {
        int size = factor.numRows;
        DMatrixRMaj inverse = new DMatrixRMaj(size, size);
        org.ejml.dense.row.decomposition.TriangularSolver_DDRM.invertLower(factor.data, inverse.data, size);
        double[] product = new double[size * size];
        for (int k = 0; k < size; k++) {
            for (int i = 0; i <= k; i++) {
                double left = inverse.data[k * size + i];
                for (int j = 0; j <= k; j++) {
                    product[i * size + j] += left * inverse.data[k * size + j];
                }
            }
        }
        return product;
    }

    /** Fits again with the prior variances that this fit makes likely. */
    EvidenceRidge sharpened(Equations equations) {
        double rest = equations.squares;
        for (int i = 0; i < size; i++) {
            rest -= equations.cross[i] * coefficients[i];
        }
        double noise = rest / equations.rows;
        double[] sharper = new double[size];
        for (int i = 0; i < size; i++) {
            sharper[i] = noiseToPrior * (coefficients[i] * coefficients[i] / noise + inverse[i * size + i]);
        }
        return fit(equations, sharper, noiseToPrior);
    }

    /** Posterior means. */
    double[] coefficients() {
        return coefficients;
    }

    /** {@code (XᵀX + ratio · prior⁻¹)⁻¹}, {@code [F, F]} row-major: posterior covariances over the variance of the noise. */
    double[] inverse() {
        return inverse;
    }

    /** How many coefficients the data decided, rather than the prior. */
    double freedom() {
        return freedom;
    }
}
