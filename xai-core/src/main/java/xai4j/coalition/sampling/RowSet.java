package xai4j.coalition.sampling;

import java.util.Arrays;
import xai4j.coalition.mask.MaskBatch;

/** A set of rows of a batch, equal when their coalitions are: an open hash table of row numbers. */
public final class RowSet {
    private final MaskBatch masks;
    private final int[] table;

    /** Starts empty, with room for about so many rows. */
    public RowSet(MaskBatch masks, int capacity) {
        this.masks = masks;
        this.table = new int[Integer.highestOneBit(Math.max(4, capacity)) * 4];
        Arrays.fill(table, -1);
    }

    /** Adds a row; false if an equal one was there. */
    public boolean add(int row) {
        return find(row) < 0;
    }

    /** The row already there that equals this one, or −1 after adding this one. */
    public int find(int row) {
        int place = hash(row) & table.length - 1;
        while (table[place] >= 0) {
            if (same(table[place], row)) {
                return table[place];
            }
            place = place + 1 & table.length - 1;
        }
        table[place] = row;
        return -1;
    }

    private int hash(int row) {
        long hash = 0;
        for (int word = 0; word < masks.words(); word++) {
            hash = (hash ^ masks.word(row, word)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return (int) (hash ^ hash >>> 17);
    }

    private boolean same(int a, int b) {
        for (int word = 0; word < masks.words(); word++) {
            if (masks.word(a, word) != masks.word(b, word)) {
                return false;
            }
        }
        return true;
    }
}
