package xai4j.numeric;

import java.util.Arrays;

/** The mean of the largest of some numbers. */
public final class LargestMean {
    private LargestMean() {}

    /**
     * Computes it, adding from the largest downwards.
     *
     * @param values one or more, not NaN; they are sorted
     * @param count how many of them; all where there are fewer
     * @throws IllegalArgumentException if there are no values, or the count is not positive
     */
    public static double of(float[] values, int count) {
        if (values.length == 0 || count < 1) {
            throw new IllegalArgumentException("no mean of " + count + " among " + values.length + " numbers");
        }
        Arrays.sort(values);
        int used = Math.min(count, values.length);
        double sum = 0;
        for (int i = 1; i <= used; i++) {
            sum += values[values.length - i];
        }
        return sum / used;
    }
}
