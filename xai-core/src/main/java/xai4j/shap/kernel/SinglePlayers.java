package xai4j.shap.kernel;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import xai4j.shap.kernel.EvidenceRidge.Equations;

/** Plain least squares of numbers on the signs of single players, and what it leaves of further columns. */
final class SinglePlayers {
    private static final double PENALTY = 1e-12;

    private final SignColumns columns;
    private final double[] numbers;
    private final int count;
    private final double[] inverse;
    private final double[] cross;
    private final double[] coefficients;

    SinglePlayers(SignColumns columns, double[] numbers) {
        this.columns = columns;
        this.numbers = numbers;
        this.count = columns.count();
        this.inverse = inverse(columns.dot(columns), count, PENALTY * numbers.length);
        this.cross = columns.dot(numbers);
        this.coefficients = product(inverse, cross, count);
    }

    private static double[] inverse(double[] gram, int size, double penalty) {
        DMatrixRMaj matrix = DMatrixRMaj.wrap(size, size, gram);
        for (int i = 0; i < size; i++) {
            gram[i * size + i] += penalty;
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(size);
        if (!solver.setA(matrix)) {
            throw new IllegalStateException("a Gram matrix with a positive diagonal added is positive definite");
        }
        DMatrixRMaj inverse = new DMatrixRMaj(size, size);
        solver.invert(inverse);
        return inverse.data;
    }

    private static double[] product(double[] matrix, double[] vector, int size) {
        double[] product = new double[size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                product[i] += matrix[i * size + j] * vector[j];
            }
        }
        return product;
    }

    /** Sum of squares that is left. */
    double rest() {
        double rest = 0;
        for (double number : numbers) {
            rest += number * number;
        }
        for (int i = 0; i < count; i++) {
            rest -= cross[i] * coefficients[i];
        }
        return Math.max(0, rest);
    }

    /** Influence of a row on its own fit. */
    double leverage(int row) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double line = 0;
            for (int j = 0; j < count; j++) {
                line += columns.sign(row, j) * inverse[i * count + j];
            }
            sum += columns.sign(row, i) * line;
        }
        return sum;
    }

    /** What is left of further columns. */
    Rest without(SignColumns further) {
        return new Rest(further);
    }

    /** Further columns less what single players explain of them. */
    final class Rest {
        private final SignColumns further;
        private final int size;
        /** {@code [F, M]}: how single players explain the columns. */
        private final double[] explained;

        private final double[] overlap;

        private Rest(SignColumns further) {
            this.further = further;
            this.size = further.count();
            this.overlap = further.dot(columns);
            this.explained = new double[size * count];
            for (int f = 0; f < size; f++) {
                for (int k = 0; k < count; k++) {
                    double factor = overlap[f * count + k];
                    for (int i = 0; i < count; i++) {
                        explained[f * count + i] += factor * inverse[k * count + i];
                    }
                }
            }
        }

        Equations equations() {
            double[] gram = further.dot(further);
            double[] own = further.dot(numbers);
            for (int f = 0; f < size; f++) {
                for (int g = 0; g <= f; g++) {
                    double shared = 0;
                    for (int i = 0; i < count; i++) {
                        shared += explained[f * count + i] * overlap[g * count + i];
                    }
                    gram[f * size + g] -= shared;
                    gram[g * size + f] = gram[f * size + g];
                }
                for (int i = 0; i < count; i++) {
                    own[f] -= overlap[f * count + i] * coefficients[i];
                }
            }
            return new Equations(gram, own, rest(), numbers.length - count);
        }

        /** What is left of the numbers when further columns have the given coefficients. */
        double[] residuals(double[] numbers, double[] given) {
            double[] single = coefficients.clone();
            for (int f = 0; f < size; f++) {
                for (int i = 0; i < count; i++) {
                    single[i] -= given[f] * explained[f * count + i];
                }
            }
            double[] ofSingle = columns.times(single);
            double[] ofFurther = further.times(given);
            double[] residuals = numbers.clone();
            for (int row = 0; row < residuals.length; row++) {
                residuals[row] -= ofSingle[row] + ofFurther[row];
            }
            return residuals;
        }

        /** What is left of the columns, {@code [n, F]} row-major. */
        double[] columns() {
            double[] left = new double[numbers.length * size];
            for (int row = 0; row < numbers.length; row++) {
                for (int f = 0; f < size; f++) {
                    left[row * size + f] = left(row, f);
                }
            }
            return left;
        }

        private double left(int row, int f) {
            double left = further.sign(row, f);
            for (int i = 0; i < count; i++) {
                left -= columns.sign(row, i) * explained[f * count + i];
            }
            return left;
        }

        /** {@code uᵀ A u} of what is left of a row's further columns. */
        double leverage(int row, double[] matrix) {
            double[] left = new double[size];
            double sum = 0;
            for (int f = 0; f < size; f++) {
                left[f] = left(row, f);
                double line = 0;
                for (int g = 0; g < f; g++) {
                    line += matrix[f * size + g] * left[g];
                }
                sum += left[f] * (2 * line + matrix[f * size + f] * left[f]);
            }
            return sum;
        }
    }
}
