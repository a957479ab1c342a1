package xai4j.numeric;

/** The order in which numbers come, for arrays as large as pictures: nothing is boxed. */
public final class SortOrder {
    private SortOrder() {}

    /**
     * The positions of values from the least to the greatest; equal ones keep their order, zeros of both signs are equal, and what is no number comes
     * last.
     */
    public static int[] ascending(double... values) {
        int[] order = new int[values.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        int[] merged = new int[values.length];
        for (int width = 1; width < order.length; width *= 2) {
            for (int from = 0; from < order.length; from += 2 * width) {
                int middle = Math.min(from + width, order.length);
                merge(values, order, merged, from, middle, Math.min(middle + width, order.length));
            }
            int[] spare = order;
            order = merged;
            merged = spare;
        }
        return order;
    }

    private static void merge(double[] values, int[] from, int[] to, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            boolean takesLeft = left < middle
                    && (right >= end || Double.compare(values[from[left]] + 0.0, values[from[right]] + 0.0) <= 0);
            to[at] = takesLeft ? from[left++] : from[right++];
        }
    }
}
