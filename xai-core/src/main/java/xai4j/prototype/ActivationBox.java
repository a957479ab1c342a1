package xai4j.prototype;

import java.util.Arrays;
import xai4j.image.Box;

/**
 * The part of an image that a prototype answers to: the pixels whose enlarged similarity reaches a percentile, and by {@link BoxRule#HALF} half of the
 * largest one.
 *
 * @param box smallest rectangle around them
 * @param blobs number of separate regions (of four neighbours) that they form
 */
record ActivationBox(Box box, int blobs) {
    /**
     * Finds the box of a map that has the image's size.
     *
     * @param map row by row
     * @param percentile in [0, 100], interpolated linearly between neighbours as NumPy does by default
     */
    static ActivationBox of(float[] map, int height, int width, double percentile, BoxRule rule) {
        int largest = peak(map);
        double threshold = rule.threshold(percentile(map, percentile), map[largest]);
        int[] region = new int[map.length];
        int blobs = 0;
        for (int i = 0; i < map.length; i++) {
            if (region[i] == 0 && map[i] >= threshold) {
                flood(map, width, threshold, region, i, ++blobs);
            }
        }
        int peak = region[largest];
        int top = height;
        int bottom = 0;
        int left = width;
        int right = 0;
        for (int i = 0; i < map.length; i++) {
            if (region[i] != 0 && (!rule.isOfPeak() || region[i] == peak)) {
                top = Math.min(top, i / width);
                bottom = Math.max(bottom, i / width + 1);
                left = Math.min(left, i % width);
                right = Math.max(right, i % width + 1);
            }
        }
        return new ActivationBox(new Box(top, bottom, left, right), blobs);
    }

    /** The first position of the largest value. */
    static int peak(float[] map) {
        int peak = 0;
        for (int i = 1; i < map.length; i++) {
            peak = map[i] > map[peak] ? i : peak;
        }
        return peak;
    }

    /** The percentile in the arithmetic of NumPy, which compares float32 with float32. */
    private static double percentile(float[] map, double percentile) {
        float[] sorted = map.clone();
        Arrays.sort(sorted);
        double at = percentile / 100 * (sorted.length - 1);
        int low = (int) Math.floor(at);
        int high = Math.min(sorted.length - 1, low + 1);
        double part = at - low;
        return (float) (sorted[low] * (1 - part) + sorted[high] * part);
    }

    private static void flood(float[] map, int width, double threshold, int[] region, int start, int name) {
        int[] open = new int[map.length];
        int count = 1;
        open[0] = start;
        region[start] = name;
        while (count > 0) {
            int at = open[--count];
            int x = at % width;
            int[] neighbours = {x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at, at - width, at + width};
            for (int next : neighbours) {
                if (next >= 0 && next < map.length && region[next] == 0 && map[next] >= threshold) {
                    region[next] = name;
                    open[count++] = next;
                }
            }
        }
    }
}
