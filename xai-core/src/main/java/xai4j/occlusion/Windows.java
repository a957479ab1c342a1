package xai4j.occlusion;

import java.nio.FloatBuffer;
import xai4j.coalition.Composition;
import xai4j.image.PreparedImage;
import xai4j.model.ImageLayout;
import xai4j.tensor.Tensor;

/**
 * The windows of a sliding occlusion: as many as are needed to reach the border, {@code ⌈(side − window)/stride⌉ + 1} per axis, the
 * last ones clipped.
 *
 * @param width columns of the image
 * @param height rows of the image
 * @param window side of a window
 * @param stride step between windows
 */
record Windows(int width, int height, int window, int stride) {
    /** Number of windows in a row. */
    int columns() {
        return positions(width);
    }

    /** Number of windows. */
    int count() {
        return columns() * positions(height);
    }

    int left(int index) {
        return index % columns() * stride;
    }

    int top(int index) {
        return index / columns() * stride;
    }

    int right(int index) {
        return Math.min(width, left(index) + window);
    }

    int bottom(int index) {
        return Math.min(height, top(index) + window);
    }

    private int positions(int side) {
        return side <= window ? 1 : (side - window + stride - 1) / stride + 1;
    }

    /**
     * Writes the image with the fill in one window.
     *
     * @param order which window is shown as which image
     */
    Composition composition(PreparedImage image, Tensor fill, int[] order) {
        boolean planar = image.input().layout() == ImageLayout.NCHW;
        int planes = planar ? image.input().channels() : 1;
        int step = planar ? 1 : image.input().channels();
        FloatBuffer source = image.tensor().buffer();
        FloatBuffer filling = fill.buffer();
        return (i, batch, offset) -> {
            batch.put(offset, source, 0, source.capacity());
            int index = order[i];
            int length = (right(index) - left(index)) * step;
            for (int plane = 0; plane < planes; plane++) {
                for (int y = top(index); y < bottom(index); y++) {
                    int from = (plane * height * width + y * width + left(index)) * step;
                    batch.put(offset + from, filling, from, length);
                }
            }
        };
    }
}
