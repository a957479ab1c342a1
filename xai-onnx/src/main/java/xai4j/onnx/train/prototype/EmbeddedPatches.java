package xai4j.onnx.train.prototype;

import java.util.stream.IntStream;
import xai4j.numeric.Floats;
import xai4j.numeric.LargestMean;
import xai4j.numeric.MatrixProduct;

/**
 * The patches of one view of a picture, each a unit vector.
 *
 * @param values {@code [size, height · width]}: a number of every patch after another
 */
@SuppressWarnings("ArrayRecordComponent")
record EmbeddedPatches(float[] values, int height, int width, int size) {
    int area() {
        return height * width;
    }

    /** The numbers of a patch. */
    float[] patch(int at) {
        float[] patch = new float[size];
        for (int d = 0; d < size; d++) {
            patch[d] = values[d * area() + at];
        }
        return patch;
    }

    /**
     * The likeness of every patch to some vectors, {@code [P, height · width]}.
     *
     * @param vectors {@code [P, size]}
     */
    double[] likeness(float... vectors) {
        double[] likeness = new double[vectors.length / size * area()];
        MatrixProduct.add(likeness, area(), Floats.widened(vectors), values, 0, area(), size);
        return likeness;
    }

    /**
     * How alike a picture is to some vectors: to each the mean likeness of its nearest patches.
     *
     * @param vectors {@code [P, size]}
     * @param places how many patches count
     */
    double[] nearest(float[] vectors, int places) {
        double[] likeness = likeness(vectors);
        float[] all = new float[area()];
        return IntStream.range(0, likeness.length / all.length)
                .mapToDouble(p -> {
                    for (int at = 0; at < all.length; at++) {
                        all[at] = (float) likeness[p * all.length + at];
                    }
                    return LargestMean.of(all, places);
                })
                .toArray();
    }
}
