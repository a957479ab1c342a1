package xai4j.occlusion;

import java.nio.FloatBuffer;
import xai4j.coalition.scoring.Composition;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.tensor.Tensor;

/**
 * The windows of a sliding occlusion: as many as are needed to reach the border, {@code ⌈(side − window)/stride⌉ + 1} per axis, the
 * last ones clipped. With a stride beyond the window this rule may ask for one that begins outside; there is none.
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

    /** Pixels that lie under no window, as a part of all; zero unless the stride is longer than the window. */
    double uncovered() {
        return 1 - (double) covered(width) * covered(height) / ((double) width * height);
    }

    private int covered(int side) {
        int last = (positions(side) - 1) * stride;
        return (positions(side) - 1) * Math.min(window, stride) + Math.min(window, side - last);
    }

    private int positions(int side) {
        int toTheBorder = (Math.max(0, side - window) + stride - 1) / stride;
        return Math.min(toTheBorder, (side - 1) / stride) + 1;
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
