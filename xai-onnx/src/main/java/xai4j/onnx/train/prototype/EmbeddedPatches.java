package xai4j.onnx.train.prototype;

import java.util.Arrays;
import xai4j.numeric.LargestMean;

/** The patches of one view of a picture, row by row, each a unit vector. */
@SuppressWarnings("ArrayRecordComponent")
record EmbeddedPatches(float[] values, int height, int width, int size) {
    int area() {
        return height * width;
    }

    /** The numbers of a patch. */
    float[] patch(int at) {
        return Arrays.copyOfRange(values, at * size, (at + 1) * size);
    }

    /** The likeness of a patch to a vector, in four sums, which processors can work on at once. */
    double likeness(int at, float[] vector, int from) {
        int row = at * size;
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int d = 0;
        for (; d + 3 < size; d += 4) {
            a += values[row + d] * (double) vector[from + d];
            b += values[row + d + 1] * (double) vector[from + d + 1];
            c += values[row + d + 2] * (double) vector[from + d + 2];
            e += values[row + d + 3] * (double) vector[from + d + 3];
        }
        for (; d < size; d++) {
            a += values[row + d] * (double) vector[from + d];
        }
        return a + b + (c + e);
    }

    /**
     * How alike a picture is to a vector: the mean likeness of its nearest patches.
     *
     * @param from where the vector begins
     * @param places how many patches count
     */
    double nearest(float[] vector, int from, int places) {
        float[] all = new float[area()];
        for (int at = 0; at < all.length; at++) {
            all[at] = (float) likeness(at, vector, from);
        }
        return LargestMean.of(all, places);
    }
}
