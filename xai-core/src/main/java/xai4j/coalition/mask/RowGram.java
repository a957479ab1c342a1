package xai4j.coalition.mask;

/**
 * {@code Σ r z zᵀ} over coalitions z with a factor r of their own, for the covariance of a linear model's coefficients.
 *
 * <p>Four players at a time: for every two groups of four, factors are summed by the 16 × 16 patterns in which their players occur, and the
 * pairs of players are read off these tables at the end.
 */
public final class RowGram {
    /** What a regression over all players keeps for every two of them: the tables of patterns here, and some matrices. */
    public static final double BYTES_PER_PAIR = 112;

    private static final int GROUP = 4;
    private static final int PATTERNS = 1 << GROUP;

    private RowGram() {}

    /**
     * Sums up.
     *
     * @param masks coalitions
     * @param factors one per row
     * @return {@code [M, M]} row-major; the diagonal is {@code Σ r z}
     */
    public static double[] of(MaskBatch masks, double[] factors) {
        int groups = (masks.players() + GROUP - 1) / GROUP;
        double[][] tables = tables(masks, factors, groups);
        double[] gram = new double[masks.players() * masks.players()];
        int table = 0;
        for (int a = 0; a < groups; a++) {
            for (int b = a; b < groups; b++) {
                read(tables[table++], a * GROUP, b * GROUP, gram, masks.players());
            }
        }
        return gram;
    }

    private static double[][] tables(MaskBatch masks, double[] factors, int groups) {
        double[][] tables = new double[groups * (groups + 1) / 2][PATTERNS * PATTERNS];
        int[] patterns = new int[groups];
        for (int row = 0; row < masks.rows(); row++) {
            for (int g = 0; g < groups; g++) {
                int player = g * GROUP;
                patterns[g] = (int) (masks.word(row, player >> 6) >>> player) & PATTERNS - 1;
            }
            double factor = factors[row];
            int table = 0;
            for (int a = 0; a < groups; a++) {
                int first = patterns[a] * PATTERNS;
                for (int b = a; b < groups; b++) {
                    tables[table++][first + patterns[b]] += factor;
                }
            }
        }
        return tables;
    }

    private static void read(double[] table, int firstA, int firstB, double[] gram, int players) {
        double[] ofB = new double[PATTERNS];
        for (int i = firstA; i < Math.min(players, firstA + GROUP); i++) {
            java.util.Arrays.fill(ofB, 0);
            for (int a = 0; a < PATTERNS; a++) {
                for (int b = 0; (a >> i - firstA & 1) == 1 && b < PATTERNS; b++) {
                    ofB[b] += table[a * PATTERNS + b];
                }
            }
            for (int j = firstB; j < Math.min(players, firstB + GROUP); j++) {
                double sum = 0;
                for (int b = 0; b < PATTERNS; b++) {
                    sum += (b >> j - firstB & 1) == 1 ? ofB[b] : 0;
                }
                gram[i * players + j] = sum;
                gram[j * players + i] = sum;
            }
        }
    }
}
