package xai4j.numeric;

/**
 * The order in which numbers come, for arrays as large as pictures: nothing is boxed, and nothing compared (a radix sort of the numbers' bits, byte by byte
 * from the last).
 */
public final class SortOrder {
    private static final int BYTES = Double.BYTES;
    private static final int DIGITS = 256;

    private SortOrder() {}

    /**
     * The positions of values from the least to the greatest; equal ones keep their order, zeros of both signs are equal, and what is no number comes
     * last.
     */
    public static int[] ascending(double... values) {
        long[] keys = new long[values.length];
        int[][] counts = new int[BYTES][DIGITS];
        int[] order = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            order[i] = i;
            keys[i] = key(values[i]);
            for (int place = 0; place < BYTES; place++) {
                counts[place][digit(keys[i], place)]++;
            }
        }
        int[] sorted = new int[values.length];
        for (int place = 0; place < BYTES; place++) {
            if (values.length > 0 && counts[place][digit(keys[0], place)] < values.length) {
                distribute(keys, place, starts(counts[place]), order, sorted);
                int[] spare = order;
                order = sorted;
                sorted = spare;
            }
        }
        return order;
    }

    /** Bits that are ordered, without a sign, as the numbers are. */
    private static long key(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ (bits >> (Long.SIZE - 1) | Long.MIN_VALUE);
    }

    private static int digit(long key, int place) {
        return (int) (key >>> (Byte.SIZE * place)) & (DIGITS - 1);
    }

    private static int[] starts(int... counts) {
        int[] starts = new int[DIGITS];
        for (int digit = 1; digit < DIGITS; digit++) {
            starts[digit] = starts[digit - 1] + counts[digit - 1];
        }
        return starts;
    }

    private static void distribute(long[] keys, int place, int[] next, int[] from, int[] to) {
        for (int position : from) {
            to[next[digit(keys[position], place)]++] = position;
        }
    }
}
