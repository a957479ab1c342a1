package xai4j.numeric;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.mult.MatrixMatrixMult_DDRM;

/**
 * A product of matrices, {@code sums [K, D] += factors [K, N] · vectors [N, D]}, in double precision by EJML. Each sum is added to in the order of the vectors, one
 * after the other: the bits are those of plain loops.
 */
public final class MatrixProduct {
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
        double[] wide = new double[count * length];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < length; j++) {
                wide[i * length + j] = vectors[from + i * stride + j];
            }
        }
        int rows = factors.length / count;
        MatrixMatrixMult_DDRM.multAdd_reorder(
                DMatrixRMaj.wrap(rows, count, factors),
                DMatrixRMaj.wrap(count, length, wide),
                DMatrixRMaj.wrap(rows, length, sums));
    }
}
