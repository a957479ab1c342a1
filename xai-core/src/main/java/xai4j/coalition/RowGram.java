package xai4j.coalition;

/** {@code Σ r z zᵀ} over coalitions z with a factor r of their own, for the covariance of a linear model's coefficients. */
public final class RowGram {
    private RowGram() {}

    /**
     * Sums up.
     *
     * @param masks coalitions
     * @param factors one per row
     * @return {@code [M, M]} row-major; the diagonal is {@code Σ r z}
     */
    public static double[] of(MaskBatch masks, double[] factors) {
        int players = masks.players();
        double[] gram = new double[players * players];
        double[] line = new double[players];
        int[] present = new int[players];
        for (int row = 0; row < masks.rows(); row++) {
            double factor = factors[row];
            int count = expand(masks, row, factor, present, line);
            for (int k = 0; k < count; k++) {
                int from = present[k];
                int base = from * players;
                for (int j = from; j < players; j++) {
                    gram[base + j] += line[j];
                }
            }
        }
        for (int i = 0; i < players; i++) {
            for (int j = 0; j < i; j++) {
                gram[i * players + j] = gram[j * players + i];
            }
        }
        return gram;
    }

    /** Writes the present players to a list and the factor to their places on a line; returns their number. */
    private static int expand(MaskBatch masks, int row, double factor, int[] present, double[] line) {
        int count = 0;
        for (int player = 0; player < line.length; player++) {
            boolean here = masks.present(row, player);
            line[player] = here ? factor : 0;
            present[count] = player;
            count += here ? 1 : 0;
        }
        return count;
    }
}
