package xai4j.image;

import xai4j.tensor.Shape;

/** The order of the axes of an image batch. */
public enum ImageLayout {
    /** {@code [N, C, H, W]}, as PyTorch and most ONNX files have it. */
    NCHW,
    /** {@code [N, H, W, C]}, as TensorFlow has it. */
    NHWC;

    /** The shape of one image in this layout, without the batch axis. */
    public Shape image(int channels, int height, int width) {
        return this == NCHW ? Shape.of(channels, height, width) : Shape.of(height, width, channels);
    }
}
