package xai4j.numeric;

/** Inner products of the columns of a matrix with each other. */
public final class GramMatrix {
    /** Columns whose products are added up together. */
    private static final int BLOCK = 16;

    private GramMatrix() {}

    /**
     * {@code XᵀX}. Each product is added up row by row, so that the bits do not depend on the number of threads.
     *
     * @param matrix X, {@code [rows, columns]}, row by row
     * @return {@code [columns, columns]}, symmetric
     * @throws IllegalArgumentException if the matrix is not rows times so many columns
     */
    public static double[] ofColumns(float[] matrix, int columns) {
        if (columns < 1 || matrix.length % columns != 0) {
            throw new IllegalArgumentException(matrix.length + " numbers are no rows of " + columns);
        }
        double[] products = new double[columns * columns];
        Parallel.each((columns + BLOCK - 1) / BLOCK, block -> {
            int from = block * BLOCK;
            int to = Math.min(columns, from + BLOCK);
            double[] sums = new double[(to - from) * to];
            int rows = matrix.length / columns;
            MatrixProduct.add(sums, to, turned(matrix, columns, from, to), matrix, 0, columns, rows);
            for (int i = from; i < to; i++) {
                System.arraycopy(sums, (i - from) * to, products, i * columns, i + 1);
            }
        });
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < i; j++) {
                products[j * columns + i] = products[i * columns + j];
            }
        }
        return products;
    }

    /** Some columns as rows. */
    private static double[] turned(float[] matrix, int columns, int from, int to) {
        int rows = matrix.length / columns;
        double[] turned = new double[(to - from) * rows];
        for (int n = 0; n < rows; n++) {
            for (int i = from; i < to; i++) {
                turned[(i - from) * rows + n] = matrix[n * columns + i];
            }
        }
        return turned;
    }
}
