package xai4j.coalition.mask;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Coalitions, one per row: which of M players are present, packed into 64-bit words.
 *
 * <p>Bit {@code p & 63} of word {@code p >> 6} of a row is player {@code p}; bits beyond the last player are zero. Any
 * number of players is possible. Whoever makes a batch fills it before handing it on; afterwards it is only read.
 */
public final class MaskBatch {
    private static final int MOST_ENUMERABLE = 24;

    private final int players;
    private final int rows;
    private final int words;
    private final long[] bits;

    private MaskBatch(int players, int rows, long[] bits) {
        this.players = players;
        this.rows = rows;
        this.words = words(players);
        this.bits = bits;
    }

    /**
     * Empty coalitions.
     *
     * @throws IllegalArgumentException if there is no player, or the rows are fewer than zero
     */
    public static MaskBatch empty(int players, int rows) {
        if (players < 1) {
            throw new IllegalArgumentException("a game needs at least one player, not " + players);
        }
        if (rows < 0) {
            throw new IllegalArgumentException(rows + " coalitions cannot be made");
        }
        return new MaskBatch(players, rows, new long[Math.multiplyExact(rows, words(players))]);
    }

    /** Grand coalitions: everybody is present in every row. */
    public static MaskBatch full(int players, int rows) {
        MaskBatch batch = empty(players, rows);
        for (int row = 0; row < rows; row++) {
            batch.fill(row);
        }
        return batch;
    }

    /**
     * All 2^M coalitions: row {@code s} holds the players whose bits are set in {@code s}.
     *
     * @throws IllegalArgumentException if there are more than 24 players
     */
    public static MaskBatch all(int players) {
        if (players > MOST_ENUMERABLE) {
            throw new IllegalArgumentException("2^" + players + " coalitions are too many to enumerate; at most "
                    + MOST_ENUMERABLE + " players can be");
        }
        MaskBatch batch = empty(players, 1 << players);
        for (int row = 0; row < batch.rows; row++) {
            batch.bits[row] = row;
        }
        return batch;
    }

    /** Number of players M. */
    public int players() {
        return players;
    }

    /** Number of coalitions. */
    public int rows() {
        return rows;
    }

    /** Number of words per coalition. */
    public int words() {
        return words;
    }

    /** The words that hold a coalition of M players. */
    public static int words(int players) {
        return (players + Long.SIZE - 1) / Long.SIZE;
    }

    /** The bits of a word that stand for players; all ones but in the last word. */
    public static long wordMask(int players, int word) {
        int rest = players - word * Long.SIZE;
        return rest >= Long.SIZE ? -1L : (1L << rest) - 1;
    }

    /** 64 players of a coalition. */
    public long word(int row, int word) {
        return bits[row * words + word];
    }

    /** Sets 64 players of a coalition; bits beyond the last player are ignored. */
    public void setWord(int row, int word, long value) {
        bits[row * words + word] = value & wordMask(players, word);
    }

    /** Whether a player is present. */
    public boolean present(int row, int player) {
        return (bits[row * words + (player >> 6)] >>> player & 1) != 0;
    }

    /** Adds a player to a coalition or removes it. */
    public void set(int row, int player, boolean present) {
        Objects.checkIndex(player, players);
        int index = row * words + (player >> 6);
        bits[index] = present ? bits[index] | 1L << player : bits[index] & ~(1L << player);
    }

    /** Makes a row the grand coalition. */
    public void fill(int row) {
        for (int word = 0; word < words; word++) {
            bits[row * words + word] = wordMask(players, word);
        }
    }

    /** Makes a row the complement of a row of a batch with as many players. */
    public void setComplement(int row, MaskBatch source, int sourceRow) {
        for (int word = 0; word < words; word++) {
            setWord(row, word, ~source.word(sourceRow, word));
        }
    }

    /** Copies a row of a batch with as many players. */
    public void setRow(int row, MaskBatch source, int sourceRow) {
        System.arraycopy(source.bits, sourceRow * words, bits, row * words, words);
    }

    /** The players present in a row, in ascending order. */
    public int[] members(int row) {
        int[] members = new int[size(row)];
        int count = 0;
        for (int word = 0; word < words; word++) {
            for (long rest = word(row, word); rest != 0; rest &= rest - 1) {
                members[count++] = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
            }
        }
        return members;
    }

    /** Number of players present. */
    public int size(int row) {
        int size = 0;
        for (int i = row * words; i < (row + 1) * words; i++) {
            size += Long.bitCount(bits[i]);
        }
        return size;
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive), copied. */
    public MaskBatch slice(int from, int to) {
        Objects.checkFromToIndex(from, to, rows);
        return new MaskBatch(players, to - from, Arrays.copyOfRange(bits, from * words, to * words));
    }

    /** The players of a row as text: {@code 0, 3, 4}. */
    public String describe(int row) {
        return IntStream.range(0, players)
                .filter(player -> present(row, player))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MaskBatch that && players == that.players && Arrays.equals(bits, that.bits);
    }

    @Override
    public int hashCode() {
        return 31 * players + Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        return rows + " coalitions of " + players + " players";
    }
}
