package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.BitSet;
import xai4j.image.ObjectMask;
import xai4j.render.Pixels;

/**
 * A picture from which an object is taken out: its place is filled with the smooth continuation of what surrounds it (push-pull, Gortler et al. 1996): the
 * mean of the known pixels on ever coarser grids, taken from the finest that knows any.
 */
final class HoleFilling {
    private static final int CHANNELS = 3;

    private HoleFilling() {}

    static BufferedImage without(BufferedImage picture, ObjectMask object) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = Pixels.rgb(picture);
        double[] sums = new double[pixels.length * CHANNELS];
        double[] weights = new double[pixels.length];
        BitSet hole = object.pixels(width, height);
        for (int i = hole.nextClearBit(0); i < pixels.length; i = hole.nextClearBit(i + 1)) {
            weights[i] = 1;
            for (int c = 0; c < CHANNELS; c++) {
                sums[i * CHANNELS + c] = pixels[i] >> 8 * c & 0xFF;
            }
        }
        fill(sums, weights, width, height);
        for (int i = hole.nextSetBit(0); i >= 0; i = hole.nextSetBit(i + 1)) {
            int rgb = 0;
            for (int c = 0; c < CHANNELS; c++) {
                rgb |= (int) Math.max(0, Math.min(255, Math.rint(sums[i * CHANNELS + c]))) << 8 * c;
            }
            pixels[i] = rgb;
        }
        return Pixels.picture(pixels, width, height);
    }

    /** Gives every pixel of weight zero the colour of the coarser grid. */
    private static void fill(double[] colors, double[] weights, int width, int height) {
        if (width == 1 && height == 1) {
            return;
        }
        int across = (width + 1) / 2;
        int down = (height + 1) / 2;
        double[] coarse = new double[across * down * CHANNELS];
        double[] known = new double[across * down];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double weight = weights[y * width + x];
                if (weight > 0) {
                    int cell = (y >> 1) * across + (x >> 1);
                    known[cell] += weight;
                    int to = cell * CHANNELS;
                    int from = (y * width + x) * CHANNELS;
                    coarse[to] += weight * colors[from];
                    coarse[to + 1] += weight * colors[from + 1];
                    coarse[to + 2] += weight * colors[from + 2];
                }
            }
        }
        for (int cell = 0; cell < known.length; cell++) {
            for (int c = 0; c < CHANNELS && known[cell] > 0; c++) {
                coarse[cell * CHANNELS + c] /= known[cell];
            }
            known[cell] = Math.min(1, known[cell]);
        }
        fill(coarse, known, across, down);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                for (int c = 0; c < CHANNELS && weights[i] < 1; c++) {
                    double from = between(coarse, across, down, (x - 0.5) / 2, (y - 0.5) / 2, c);
                    colors[i * CHANNELS + c] = weights[i] * colors[i * CHANNELS + c] + (1 - weights[i]) * from;
                }
            }
        }
    }

    /** Bilinear between the cells of the coarser grid. */
    private static double between(double[] colors, int width, int height, double x, double y, int channel) {
        int left = (int) Math.max(0, Math.min(width - 1, Math.floor(x)));
        int right = (int) Math.max(0, Math.min(width - 1, Math.floor(x) + 1));
        int top = (int) Math.max(0, Math.min(height - 1, Math.floor(y)));
        int bottom = (int) Math.max(0, Math.min(height - 1, Math.floor(y) + 1));
        double partX = x - Math.floor(x);
        double partY = y - Math.floor(y);
        double upper = colors[(top * width + left) * CHANNELS + channel] * (1 - partX)
                + colors[(top * width + right) * CHANNELS + channel] * partX;
        double lower = colors[(bottom * width + left) * CHANNELS + channel] * (1 - partX)
                + colors[(bottom * width + right) * CHANNELS + channel] * partX;
        return upper * (1 - partY) + lower * partY;
    }
}
