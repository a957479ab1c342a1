package xai4j.coalition.mask;

/** Coalitions sorted by size and turned into bit columns, one per player; a block is 64 coalitions of one size, padded with empty ones. */
final class SizeBlocks {
    private final long[][] columns;
    private final int[] sizes;

    private SizeBlocks(long[][] columns, int[] sizes) {
        this.columns = columns;
        this.sizes = sizes;
    }

    static SizeBlocks of(MaskBatch masks) {
        int players = masks.players();
        int[] sizeOfRow = new int[masks.rows()];
        int[] rowsOfSize = new int[players + 1];
        for (int row = 0; row < sizeOfRow.length; row++) {
            sizeOfRow[row] = masks.size(row);
            rowsOfSize[sizeOfRow[row]]++;
        }
        int[] next = new int[players + 1];
        int blocks = 0;
        for (int size = 0; size <= players; size++) {
            next[size] = blocks * Long.SIZE;
            blocks += (rowsOfSize[size] + Long.SIZE - 1) / Long.SIZE;
        }
        int[] sizes = new int[blocks];
        long[][] lines = new long[masks.words()][blocks * Long.SIZE];
        for (int row = 0; row < sizeOfRow.length; row++) {
            int place = next[sizeOfRow[row]]++;
            sizes[place / Long.SIZE] = sizeOfRow[row];
            for (int word = 0; word < lines.length; word++) {
                lines[word][place] = masks.word(row, word);
            }
        }
        return new SizeBlocks(transposed(lines, players, blocks), sizes);
    }

    /** Number of blocks. */
    int count() {
        return sizes.length;
    }

    /** Size of the coalitions in a block. */
    int size(int block) {
        return sizes[block];
    }

    /** Presence of a player, 64 coalitions per block. */
    long[] column(int player) {
        return columns[player];
    }

    private static long[][] transposed(long[][] lines, int players, int blocks) {
        long[][] columns = new long[players][blocks];
        long[] square = new long[Long.SIZE];
        for (int word = 0; word < lines.length; word++) {
            int width = Math.min(Long.SIZE, players - word * Long.SIZE);
            for (int block = 0; block < blocks; block++) {
                System.arraycopy(lines[word], block * Long.SIZE, square, 0, Long.SIZE);
                transpose(square);
                for (int player = 0; player < width; player++) {
                    columns[word * Long.SIZE + player][block] = square[player];
                }
            }
        }
        return columns;
    }

    /** Transposes 64×64 bits in place by swapping ever smaller squares (Warren, Hacker's Delight, 7-3). */
    private static void transpose(long[] square) {
        long mask = 0x00000000FFFFFFFFL;
        for (int half = 32; half != 0; half >>= 1, mask ^= mask << half) {
            for (int row = 0; row < Long.SIZE; row = (row + half + 1) & ~half) {
                long swap = (square[row] >>> half ^ square[row + half]) & mask;
                square[row] ^= swap << half;
                square[row + half] ^= swap;
            }
        }
    }
}
