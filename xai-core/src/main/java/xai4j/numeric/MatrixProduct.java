package xai4j.numeric;

/**
 * A product of matrices, {@code sums [K, D] += factors [K, N] · vectors [N, D]}, in double precision. Vectors are widened once for all K sums, and four go into
 * a sum on one way through it, one after the other: the bits are those of plain loops, in a fraction of their time.
 */
public final class MatrixProduct {
    private static final int AT_ONCE = 4;

    private MatrixProduct() {}

    /**
     * Adds it to sums.
     *
     * @param sums K rows, each {@code length} long
     * @param length D
     * @param factors K rows, each {@code count} long
     * @param vectors row by row, the first from {@code from} on, each {@code stride} behind the one before; of each the first {@code length} numbers
     * @param count N
     */
    public static void add(
            double[] sums, int length, double[] factors, float[] vectors, int from, int stride, int count) {
        double[][] wide = new double[AT_ONCE][length];
        int rows = factors.length / count;
        int i = 0;
        for (; i + AT_ONCE <= count; i += AT_ONCE) {
            for (int v = 0; v < AT_ONCE; v++) {
                widen(vectors, from + (i + v) * stride, wide[v]);
            }
            for (int k = 0; k < rows; k++) {
                addFour(sums, k * length, factors, k * count + i, wide[0], wide[1], wide[2], wide[3]);
            }
        }
        for (; i < count; i++) {
            widen(vectors, from + i * stride, wide[0]);
            for (int k = 0; k < rows; k++) {
                addOne(sums, k * length, factors[k * count + i], wide[0]);
            }
        }
    }

    private static void widen(float[] values, int from, double[] wide) {
        for (int j = 0; j < wide.length; j++) {
            wide[j] = values[from + j];
        }
    }

    private static void addFour(
            double[] sums, int to, double[] factors, int first, double[] a, double[] b, double[] c, double[] d) {
        double one = factors[first];
        double two = factors[first + 1];
        double three = factors[first + 2];
        double four = factors[first + 3];
        for (int j = 0; j < a.length; j++) {
            sums[to + j] = sums[to + j] + one * a[j] + two * b[j] + three * c[j] + four * d[j];
        }
    }

    private static void addOne(double[] sums, int to, double factor, double[] vector) {
        for (int j = 0; j < vector.length; j++) {
            sums[to + j] += factor * vector[j];
        }
    }
}
