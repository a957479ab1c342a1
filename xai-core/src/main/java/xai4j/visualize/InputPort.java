package xai4j.visualize;

import java.nio.FloatBuffer;
import xai4j.image.ChannelOrder;
import xai4j.image.Preprocessing;
import xai4j.model.ImageInput;
import xai4j.model.ImageLayout;
import xai4j.model.ModelSpec;
import xai4j.tensor.Tensor;

/** Turns RGB planes {@code [3, H, W]} in [0, 1] into a model's inputs, and input gradients into gradients of the planes. */
final class InputPort {
    private final ImageInput input;
    private final int area;
    private final int[] plane = new int[3];
    private final float[] factor = new float[3];
    private final float[] offset = new float[3];

    InputPort(ModelSpec spec, ImageInput input) {
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
    static InputPort of(ModelSpec spec, int side) {
        ImageInput input = spec.input();
        return new InputPort(
                spec,
                input.withSize(input.height() > 0 ? input.height() : side, input.width() > 0 ? input.width() : side));
    }

    /**
     * The port of a model, at a wanted side.
     *
     * @param wanted 0 for the model's own, or {@code otherwise} where it takes any
     * @throws IllegalArgumentException if the model takes another size only
     */
    static InputPort of(ModelSpec spec, int wanted, int otherwise) {
        InputPort port = of(spec, wanted > 0 ? wanted : otherwise);
        if (wanted > 0 && (port.height() != wanted || port.width() != wanted)) {
            throw new IllegalArgumentException("size " + wanted + ": " + spec.name() + " takes images of "
                    + port.height() + "×" + port.width() + " only");
        }
        return port;
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
    void write(double[] rgb, Tensor batch, int row) {
        FloatBuffer out = batch.row(row).buffer();
        boolean planar = input.layout() == ImageLayout.NCHW;
        for (int c = 0; c < 3; c++) {
            int from = plane[c] * area;
            int to = planar ? c * area : c;
            int step = planar ? 1 : 3;
            for (int i = 0; i < area; i++) {
                out.put(to + i * step, (float) (offset[c] + factor[c] * rgb[from + i]));
            }
        }
    }

    /** The gradient of a picture for the gradient of a row of a batch. */
    double[] read(Tensor gradient, int row) {
        FloatBuffer in = gradient.row(row).buffer();
        double[] result = new double[3 * area];
        boolean planar = input.layout() == ImageLayout.NCHW;
        for (int c = 0; c < 3; c++) {
            int to = plane[c] * area;
            int from = planar ? c * area : c;
            int step = planar ? 1 : 3;
            for (int i = 0; i < area; i++) {
                result[to + i] = factor[c] * in.get(from + i * step);
            }
        }
        return result;
    }
}
