package xai4j.visualize;

import java.nio.FloatBuffer;
import xai4j.image.ChannelOrder;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.Preprocessing;
import xai4j.model.ModelSpec;
import xai4j.numeric.Parallel;
import xai4j.tensor.Tensor;

/** Turns RGB planes {@code [3, H, W]} in [0, 1] into a model's inputs, and input gradients into gradients of the planes. */
final class InputNormalizer {
    private final ImageInput input;
    private final int area;
    private final int[] plane = new int[3];
    private final float[] factor = new float[3];
    private final float[] offset = new float[3];

    InputNormalizer(ModelSpec spec, ImageInput input) {
        if (input.channels() != 3) {
            throw new IllegalArgumentException(
                    spec.name() + " takes " + input.channels() + " channels; pictures have three");
        }
        this.input = input;
        this.area = input.height() * input.width();
        Preprocessing how = spec.preprocessing();
        for (int c = 0; c < 3; c++) {
            plane[c] = how.order() == ChannelOrder.RGB ? c : 2 - c;
            offset[c] = how.normalise(c, 0);
            factor[c] = how.normalise(c, 255) - offset[c];
        }
    }

    /** The port of a model, with a side for those that take any size. */
    static InputNormalizer of(ModelSpec spec, int side) {
        ImageInput input = spec.input();
        return new InputNormalizer(
                spec,
                input.withSize(input.height() > 0 ? input.height() : side, input.width() > 0 ? input.width() : side));
    }

    /**
     * The port of a model, at a wanted side.
     *
     * @param wanted 0 for the model's own, or {@code otherwise} where it takes any
     * @throws IllegalArgumentException if the model takes another size only
     */
    static InputNormalizer of(ModelSpec spec, int wanted, int otherwise) {
        InputNormalizer normalizer = of(spec, wanted > 0 ? wanted : otherwise);
        if (wanted > 0 && (normalizer.height() != wanted || normalizer.width() != wanted)) {
            throw new IllegalArgumentException("size " + wanted + ": " + spec.name() + " takes images of "
                    + normalizer.height() + "×" + normalizer.width() + " only");
        }
        return normalizer;
    }

    int height() {
        return input.height();
    }

    int width() {
        return input.width();
    }

    /** Inputs for as many pictures. */
    Tensor batch(int images) {
        return Tensor.zeros(input.batchShape(images));
    }

    /** Writes a picture into a row of a batch. */
    void write(float[] rgb, Tensor batch, int row) {
        FloatBuffer out = batch.row(row).buffer();
        Parallel.bands(area, (from, to) -> {
            float[] band = new float[3 * (to - from)];
            for (int c = 0; c < 3; c++) {
                int source = plane[c] * area + from;
                int first = first(c, to - from);
                int step = step();
                for (int i = 0; i < to - from; i++) {
                    band[first + i * step] = offset[c] + factor[c] * rgb[source + i];
                }
            }
            eachRun(from, to, (at, begin, length) -> out.put(at, band, begin, length));
        });
    }

    /** The gradient of a picture, {@code [3, H, W]}, for the gradient of a row of a batch. */
    void read(Tensor gradient, int row, float[] result) {
        FloatBuffer in = gradient.row(row).buffer();
        Parallel.bands(area, (from, to) -> {
            float[] band = new float[3 * (to - from)];
            eachRun(from, to, (at, begin, length) -> in.get(at, band, begin, length));
            for (int c = 0; c < 3; c++) {
                int target = plane[c] * area + from;
                int first = first(c, to - from);
                int step = step();
                for (int i = 0; i < to - from; i++) {
                    result[target + i] = factor[c] * band[first + i * step];
                }
            }
        });
    }

    /** Numbers that lie together in a row of a batch, and where they lie in a band of it. */
    private interface Run {
        void copy(int at, int begin, int length);
    }

    private void eachRun(int from, int to, Run run) {
        if (isPlanar()) {
            for (int c = 0; c < 3; c++) {
                run.copy(c * area + from, c * (to - from), to - from);
            }
        } else {
            run.copy(3 * from, 0, 3 * (to - from));
        }
    }

    private int first(int channel, int length) {
        return isPlanar() ? channel * length : channel;
    }

    private int step() {
        return isPlanar() ? 1 : 3;
    }

    private boolean isPlanar() {
        return input.layout() == ImageLayout.NCHW;
    }
}
