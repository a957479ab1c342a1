package xai4j.shap.kernel;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/** The same regression as {@link EvidenceRidge} where rows are fewer than columns: its equations are those between rows, and the work that of the rows. */
final class FewRowsRidge {
    private final double[] columns;
    private final double[] numbers;
    private final int size;
    private final int rows;
    private final int freeRows;

    /**
     * Sets up.
     *
     * @param columns {@code [n, F]} row-major
     * @param numbers to be fitted
     * @param freeRows rows less what was taken out of them before
     */
    FewRowsRidge(double[] columns, double[] numbers, int freeRows) {
        this.columns = columns;
        this.numbers = numbers;
        this.rows = numbers.length;
        this.size = columns.length / rows;
        this.freeRows = freeRows;
    }

    /** A fit. */
    static final class Fit {
        private final double[] coefficients;
        private final double[] variances;
        private final double[] leverages;
        private final double noise;
        private final double ratio;

        private Fit(double[] coefficients, double[] variances, double[] leverages, double noise, double ratio) {
            this.coefficients = coefficients;
            this.variances = variances;
            this.leverages = leverages;
            this.noise = noise;
            this.ratio = ratio;
        }

        /** Posterior means. */
        double[] coefficients() {
            return coefficients;
        }

        /** Influence of each row on its own fit. */
        double[] leverages() {
            return leverages;
        }
    }

    /** Fits with the likeliest of some ratios. */
    Fit fit(double[] prior, double... ratios) {
        double[] covariance = covariance(prior);
        double best = Double.NEGATIVE_INFINITY;
        double chosen = ratios[0];
        for (double ratio : ratios) {
            double evidence = ratios.length == 1 ? 0 : evidence(covariance, ratio);
            if (evidence > best) {
                best = evidence;
                chosen = ratio;
            }
        }
        return solve(covariance, prior, chosen);
    }

    /** Fits again with the prior variances that a fit makes likely. */
    Fit sharpened(Fit fit) {
        double[] prior = new double[size];
        for (int i = 0; i < size; i++) {
            prior[i] = fit.ratio * (fit.coefficients[i] * fit.coefficients[i] / fit.noise + fit.variances[i]);
        }
        return fit(prior, fit.ratio);
    }

    private double[] covariance(double[] prior) {
        double[] covariance = new double[rows * rows];
        for (int a = 0; a < rows; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int i = 0; i < size; i++) {
                    sum += columns[a * size + i] * prior[i] * columns[b * size + i];
                }
                covariance[a * rows + b] = sum;
                covariance[b * rows + a] = sum;
            }
        }
        return covariance;
    }

    private DMatrixRMaj factor(double[] covariance, double ratio) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, rows);
        System.arraycopy(covariance, 0, matrix.data, 0, covariance.length);
        for (int row = 0; row < rows; row++) {
            matrix.data[row * rows + row] += ratio;
        }
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(rows, true);
        if (!cholesky.decompose(matrix)) {
            throw new IllegalStateException("a covariance with a positive diagonal added is positive definite");
        }
        return cholesky.getT(null);
    }

    private double evidence(double[] covariance, double ratio) {
        DMatrixRMaj factor = factor(covariance, ratio);
        double[] half = numbers.clone();
        TriangularSolver_DDRM.solveL(factor.data, half, rows);
        double squares = 0;
        double logDeterminant = 0;
        for (int row = 0; row < rows; row++) {
            squares += half[row] * half[row];
            logDeterminant += 2 * Math.log(factor.data[row * rows + row]) - Math.log(ratio);
        }
        return -logDeterminant / 2 - freeRows / 2.0 * Math.log(Math.max(Double.MIN_NORMAL, ratio * squares));
    }

    private Fit solve(double[] covariance, double[] prior, double ratio) {
        DMatrixRMaj factor = factor(covariance, ratio);
        double[] weights = numbers.clone();
        TriangularSolver_DDRM.solveL(factor.data, weights, rows);
        double squares = 0;
        for (double weight : weights) {
            squares += weight * weight;
        }
        TriangularSolver_DDRM.solveTranL(factor.data, weights, rows);
        DMatrixRMaj inverse = new DMatrixRMaj(rows, rows);
        TriangularSolver_DDRM.invertLower(factor.data, inverse.data, rows);
        return new Fit(
                coefficients(prior, weights),
                variances(prior, inverse.data, ratio),
                leverages(inverse.data, ratio),
                ratio * squares / freeRows,
                ratio);
    }

    private double[] coefficients(double[] prior, double[] weights) {
        double[] coefficients = new double[size];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < size; i++) {
                coefficients[i] += prior[i] * columns[row * size + i] * weights[row];
            }
        }
        return coefficients;
    }

    /** {@code (P − P Xᵀ S⁻¹ X P) / ratio}, on the diagonal. */
    private double[] variances(double[] prior, double[] inverseFactor, double ratio) {
        double[] explained = new double[size];
        double[] line = new double[size];
        for (int a = 0; a < rows; a++) {
            java.util.Arrays.fill(line, 0);
            for (int b = 0; b <= a; b++) {
                double factor = inverseFactor[a * rows + b];
                for (int i = 0; i < size; i++) {
                    line[i] += factor * columns[b * size + i];
                }
            }
            for (int i = 0; i < size; i++) {
                explained[i] += line[i] * line[i];
            }
        }
        double[] variances = new double[size];
        for (int i = 0; i < size; i++) {
            variances[i] = Math.max(0, prior[i] - prior[i] * prior[i] * explained[i]) / ratio;
        }
        return variances;
    }

    /** {@code 1 − ratio · S⁻¹}, on the diagonal. */
    private double[] leverages(double[] inverseFactor, double ratio) {
        double[] leverages = new double[rows];
        java.util.Arrays.fill(leverages, 1);
        for (int a = 0; a < rows; a++) {
            for (int b = 0; b <= a; b++) {
                leverages[b] -= ratio * inverseFactor[a * rows + b] * inverseFactor[a * rows + b];
            }
        }
        return leverages;
    }
}
