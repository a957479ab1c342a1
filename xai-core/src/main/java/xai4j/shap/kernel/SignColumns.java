package xai4j.shap.kernel;

import xai4j.coalition.mask.MaskBatch;

/**
 * Columns of signs over rows, bit by bit: a player's column is +1 in the rows where it is present and −1 elsewhere, a product of columns is their XOR, and inner
 * products are counts. So a model of many interactions has its normal equations for next to nothing.
 */
final class SignColumns {
    private final int rows;
    private final long[][] columns;

    private SignColumns(int rows, long[][] columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /** The columns of all players. */
    static SignColumns ofPlayers(MaskBatch masks) {
        long[][] columns = new long[masks.players()][(masks.rows() + Long.SIZE - 1) / Long.SIZE];
        for (int player = 0; player < columns.length; player++) {
            for (int row = 0; row < masks.rows(); row++) {
                columns[player][row >> 6] |= masks.present(row, player) ? 0 : 1L << row;
            }
        }
        return new SignColumns(masks.rows(), columns);
    }

    /** Products of some of these columns each. */
    SignColumns products(int[][] factors) {
        long[][] products = new long[factors.length][];
        for (int i = 0; i < factors.length; i++) {
            products[i] = columns[factors[i][0]].clone();
            for (int f = 1; f < factors[i].length; f++) {
                long[] other = columns[factors[i][f]];
                for (int word = 0; word < other.length; word++) {
                    products[i][word] ^= other[word];
                }
            }
        }
        return new SignColumns(rows, products);
    }

    int count() {
        return columns.length;
    }

    /** −1 or 1. */
    int sign(int row, int column) {
        return (columns[column][row >> 6] >>> row & 1) != 0 ? -1 : 1;
    }

    /** Inner products with the columns of another family over the same rows, {@code [count, other.count]} row-major. */
    double[] dot(SignColumns other) {
        double[] products = new double[count() * other.count()];
        for (int i = 0; i < count(); i++) {
            for (int j = 0; j < other.count(); j++) {
                products[i * other.count() + j] = dot(columns[i], other.columns[j]);
            }
        }
        return products;
    }

    private double dot(long[] a, long[] b) {
        int different = 0;
        for (int word = 0; word < a.length; word++) {
            different += Long.bitCount(a[word] ^ b[word]);
        }
        return rows - 2.0 * different;
    }

    /** Inner products with numbers, one per row. */
    double[] dot(double[] numbers) {
        double[] sums = new double[count()];
        for (int i = 0; i < sums.length; i++) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += (columns[i][row >> 6] >>> row & 1) != 0 ? -numbers[row] : numbers[row];
            }
            sums[i] = sum;
        }
        return sums;
    }

    /** The sum of columns times factors, one number per row. */
    double[] times(double[] factors) {
        double[] sums = new double[rows];
        for (int i = 0; i < factors.length; i++) {
            for (int row = 0; row < rows; row++) {
                sums[row] += (columns[i][row >> 6] >>> row & 1) != 0 ? -factors[i] : factors[i];
            }
        }
        return sums;
    }
}
