package xai4j.lime;

import java.util.SplittableRandom;
import xai4j.coalition.mask.MaskBatch;

/** The coalitions that LIME asks about; the first is always the whole image. */
final class LimeMasks {
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
        SplittableRandom random = new SplittableRandom(seed);
        MaskBatch masks = MaskBatch.full(players, rows);
        for (int row = 1; row < rows; row++) {
            for (int word = 0; word < masks.words(); word++) {
                masks.setWord(row, word, random.nextLong());
            }
        }
        return masks;
    }
}
