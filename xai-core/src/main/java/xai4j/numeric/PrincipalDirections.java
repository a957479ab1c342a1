package xai4j.numeric;

/**
 * The directions along which rows of numbers vary most, by subspace iteration on their covariance: orthonormal, in order of variance. The start
 * is the same every time, so the bits are, too.
 */
public final class PrincipalDirections {
    private static final int ITERATIONS = 20;
    private static final double TINY = 1e-12;

    private final double[] mean;
    private final double[][] directions;
    private final double[] variances;

    private PrincipalDirections(double[] mean, double[][] directions, double[] variances) {
        this.mean = mean;
        this.directions = directions;
        this.variances = variances;
    }

    /**
     * Finds them.
     *
     * @param rows all of one length D, at least one
     * @param count how many directions, at most D
     */
    public static PrincipalDirections of(float[][] rows, int count) {
        double[] mean = mean(rows);
        double[][] covariance = covariance(rows, mean);
        double[][] directions = start(count, mean.length);
        double[] variances = new double[count];
        for (int i = 0; i < ITERATIONS; i++) {
            double[][] before = directions;
            double[][] next =
                    Parallel.map(count, k -> product(covariance, before[k])).toArray(double[][]::new);
            for (int k = 0; k < count; k++) {
                variances[k] = orthonormalise(next, k);
            }
            directions = next;
        }
        return new PrincipalDirections(mean, directions, variances);
    }

    private static double[] mean(float[][] rows) {
        double[] mean = new double[rows[0].length];
        for (float[] row : rows) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += row[d] / (double) rows.length;
            }
        }
        return mean;
    }

    private static double[][] covariance(float[][] rows, double[] mean) {
        int width = mean.length;
        float[][] centred = new float[width][rows.length];
        for (int n = 0; n < rows.length; n++) {
            for (int d = 0; d < width; d++) {
                centred[d][n] = (float) (rows[n][d] - mean[d]);
            }
        }
        double[][] covariance = new double[width][width];
        Parallel.map(width, i -> {
            for (int j = 0; j <= i; j++) {
                covariance[i][j] = dot(centred[i], centred[j]) / rows.length;
            }
            return i;
        });
        for (int i = 0; i < width; i++) {
            for (int j = i + 1; j < width; j++) {
                covariance[i][j] = covariance[j][i];
            }
        }
        return covariance;
    }

    /** In four sums, which processors can work on at once. */
    private static double dot(float[] one, float[] other) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < one.length; i += 4) {
            a += (double) one[i] * other[i];
            b += (double) one[i + 1] * other[i + 1];
            c += (double) one[i + 2] * other[i + 2];
            d += (double) one[i + 3] * other[i + 3];
        }
        for (; i < one.length; i++) {
            a += (double) one[i] * other[i];
        }
        return a + b + (c + d);
    }

    private static double[][] start(int count, int width) {
        double[][] directions = new double[count][width];
        for (int k = 0; k < count; k++) {
            CounterRandom random = new CounterRandom(0, k);
            for (int d = 0; d < width; d++) {
                directions[k][d] = random.normal(d);
            }
        }
        for (int k = 0; k < count; k++) {
            orthonormalise(directions, k);
        }
        return directions;
    }

    private static double[] product(double[][] matrix, double[] vector) {
        double[] result = new double[vector.length];
        for (int i = 0; i < result.length; i++) {
            double sum = 0;
            for (int j = 0; j < vector.length; j++) {
                sum += matrix[i][j] * vector[j];
            }
            result[i] = sum;
        }
        return result;
    }

    /** Makes a vector orthogonal to those before it and of length one; returns what its length was. */
    private static double orthonormalise(double[][] vectors, int k) {
        double[] vector = vectors[k];
        for (int twice = 0; twice < 2; twice++) {
            for (int j = 0; j < k; j++) {
                double share = inner(vector, vectors[j]);
                for (int d = 0; d < vector.length; d++) {
                    vector[d] -= share * vectors[j][d];
                }
            }
        }
        double length = Math.sqrt(inner(vector, vector));
        for (int d = 0; d < vector.length; d++) {
            vector[d] = length > TINY ? vector[d] / length : 0;
        }
        return length;
    }

    private static double inner(double[] one, double[] other) {
        double sum = 0;
        for (int d = 0; d < one.length; d++) {
            sum += one[d] * other[d];
        }
        return sum;
    }

    /** How many directions. */
    public int count() {
        return directions.length;
    }

    /** The mean row, D. */
    public double[] mean() {
        return mean.clone();
    }

    /** A direction of length one, D; zeros where the rows do not vary in so many. */
    public double[] direction(int index) {
        return directions[index].clone();
    }

    /** The variance along a direction. */
    public double variance(int index) {
        return variances[index];
    }
}
