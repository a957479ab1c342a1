package xai4j.lime;

import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.sampling.CoinFlips;

/** The coalitions that LIME asks about; the first is always the whole image. */
final class LimeMasks {
    private static final double FAIR = 0.5;

    private LimeMasks() {}

    /** Whether all coalitions are asked about instead of a sample. */
    static boolean enumerates(int players, long samples) {
        return players < Integer.SIZE - 2 && 1L << players <= samples;
    }

    /** All coalitions, the whole image first and the others in ascending order of their bits. */
    static MaskBatch all(int players) {
        MaskBatch ascending = MaskBatch.all(players);
        MaskBatch masks = MaskBatch.full(players, ascending.rows());
        for (int row = 1; row < masks.rows(); row++) {
            masks.setRow(row, ascending, row - 1);
        }
        return masks;
    }

    /** The whole image, then coalitions in which each region is present with probability one half. */
    static MaskBatch draw(int players, int rows, long seed) {
        MaskBatch flips = CoinFlips.draw(players, rows - 1, FAIR, seed);
        MaskBatch masks = MaskBatch.full(players, rows);
        for (int row = 1; row < rows; row++) {
            masks.setRow(row, flips, row - 1);
        }
        return masks;
    }
}
