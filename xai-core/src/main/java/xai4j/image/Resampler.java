package xai4j.image;

import java.awt.image.BufferedImage;

/**
 * Resizes images as Pillow's {@code Image.resize} does, in the same fixed-point arithmetic: filter support widened when
 * shrinking, first along rows, then along columns, rounded to 8 bits in between.
 */
final class Resampler {
    private static final int PRECISION_BITS = 32 - 8 - 2;

    private final Interpolation interpolation;

    Resampler(Interpolation interpolation) {
        this.interpolation = interpolation;
    }

    /** Resizes an image of {@link BufferedImage#TYPE_INT_RGB}. */
    BufferedImage resize(BufferedImage rgb, int width, int height) {
        if (rgb.getWidth() == width && rgb.getHeight() == height) {
            return rgb;
        }
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] target = Rasters.pixels(result);
        int[] source = Rasters.pixels(rgb);
        if (interpolation == Interpolation.NEAREST) {
            nearest(source, rgb.getWidth(), rgb.getHeight(), target, width, height);
            return result;
        }
        int[] wide = width == rgb.getWidth() ? source : rows(source, rgb.getWidth(), rgb.getHeight(), width);
        if (height == rgb.getHeight()) {
            System.arraycopy(wide, 0, target, 0, target.length);
        } else {
            columns(wide, width, rgb.getHeight(), target, height);
        }
        return result;
    }

    private int[] rows(int[] source, int fromWidth, int height, int toWidth) {
        Weights weights = Weights.of(interpolation, fromWidth, toWidth);
        int[] target = new int[toWidth * height];
        for (int y = 0; y < height; y++) {
            int row = y * fromWidth;
            for (int x = 0; x < toWidth; x++) {
                int start = row + weights.first[x];
                int at = x * weights.width;
                int red = 1 << PRECISION_BITS - 1;
                int green = red;
                int blue = red;
                for (int k = 0; k < weights.count[x]; k++) {
                    int pixel = source[start + k];
                    int weight = weights.fixed[at + k];
                    red += (pixel >> 16 & 0xFF) * weight;
                    green += (pixel >> 8 & 0xFF) * weight;
                    blue += (pixel & 0xFF) * weight;
                }
                target[y * toWidth + x] = clip(red) << 16 | clip(green) << 8 | clip(blue);
            }
        }
        return target;
    }

    private void columns(int[] source, int width, int fromHeight, int[] target, int toHeight) {
        Weights weights = Weights.of(interpolation, fromHeight, toHeight);
        int[] red = new int[width];
        int[] green = new int[width];
        int[] blue = new int[width];
        for (int y = 0; y < toHeight; y++) {
            java.util.Arrays.fill(red, 1 << PRECISION_BITS - 1);
            java.util.Arrays.fill(green, 1 << PRECISION_BITS - 1);
            java.util.Arrays.fill(blue, 1 << PRECISION_BITS - 1);
            for (int k = 0; k < weights.count[y]; k++) {
                int weight = weights.fixed[y * weights.width + k];
                int row = (weights.first[y] + k) * width;
                for (int x = 0; x < width; x++) {
                    int pixel = source[row + x];
                    red[x] += (pixel >> 16 & 0xFF) * weight;
                    green[x] += (pixel >> 8 & 0xFF) * weight;
                    blue[x] += (pixel & 0xFF) * weight;
                }
            }
            for (int x = 0; x < width; x++) {
                target[y * width + x] = clip(red[x]) << 16 | clip(green[x]) << 8 | clip(blue[x]);
            }
        }
    }

    private static void nearest(int[] source, int fromWidth, int fromHeight, int[] target, int width, int height) {
        for (int y = 0; y < height; y++) {
            int row = ((int) ((y + 0.5) * fromHeight / height)) * fromWidth;
            for (int x = 0; x < width; x++) {
                target[y * width + x] = source[row + (int) ((x + 0.5) * fromWidth / width)];
            }
        }
    }

    private static int clip(int fixed) {
        int value = fixed >> PRECISION_BITS;
        return value < 0 ? 0 : Math.min(value, 255);
    }

    /** Which source pixels each target pixel is made of, and their weights in fixed point. */
    private static final class Weights {
        private final int width;
        private final int[] first;
        private final int[] count;
        private final int[] fixed;

        private Weights(int targets, int width) {
            this.width = width;
            this.first = new int[targets];
            this.count = new int[targets];
            this.fixed = new int[targets * width];
        }

        static Weights of(Interpolation interpolation, int from, int to) {
            double scale = (double) from / to;
            double filterScale = Math.max(scale, 1);
            double support = (interpolation == Interpolation.BICUBIC ? 2 : 1) * filterScale;
            Weights weights = new Weights(to, (int) Math.ceil(support) * 2 + 1);
            double[] exact = new double[weights.width];
            for (int i = 0; i < to; i++) {
                double center = (i + 0.5) * scale;
                int min = Math.max(0, (int) (center - support + 0.5));
                int count = Math.min(from, (int) (center + support + 0.5)) - min;
                double sum = 0;
                for (int k = 0; k < count; k++) {
                    exact[k] = filter(interpolation, (k + min - center + 0.5) * (1 / filterScale));
                    sum += exact[k];
                }
                weights.first[i] = min;
                weights.count[i] = count;
                for (int k = 0; k < count; k++) {
                    double weight = sum == 0 ? exact[k] : exact[k] / sum;
                    weights.fixed[i * weights.width + k] =
                            (int) (weight * (1 << PRECISION_BITS) + (weight < 0 ? -0.5 : 0.5));
                }
            }
            return weights;
        }

        private static double filter(Interpolation interpolation, double signed) {
            double x = Math.abs(signed);
            if (interpolation == Interpolation.BILINEAR) {
                return x < 1 ? 1 - x : 0;
            }
            double a = -0.5;
            if (x < 1) {
                return ((a + 2) * x - (a + 3)) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
        }
    }
}
