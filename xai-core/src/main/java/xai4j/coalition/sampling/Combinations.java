package xai4j.coalition.sampling;

import java.util.SplittableRandom;
import xai4j.coalition.mask.MaskBatch;

/** Subsets of a given size. */
public final class Combinations {
    private Combinations() {}

    /** Makes ascending members the next combination in lexicographic order; false after the last. */
    public static boolean next(int[] chosen, int players) {
        int size = chosen.length;
        int i = size - 1;
        while (i >= 0 && chosen[i] == players - size + i) {
            i--;
        }
        if (i < 0) {
            return false;
        }
        chosen[i]++;
        for (int j = i + 1; j < size; j++) {
            chosen[j] = chosen[j - 1] + 1;
        }
        return true;
    }

    /** Makes a row a random subset of a size (Floyd). */
    public static void subset(MaskBatch masks, int row, int size, SplittableRandom random) {
        for (int word = 0; word < masks.words(); word++) {
            masks.setWord(row, word, 0);
        }
        int players = masks.players();
        for (int j = players - size; j < players; j++) {
            int player = random.nextInt(j + 1);
            masks.set(row, masks.present(row, player) ? j : player, true);
        }
    }
}
