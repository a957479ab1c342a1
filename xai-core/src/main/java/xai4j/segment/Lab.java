package xai4j.segment;

import java.awt.image.BufferedImage;

/** An image in CIELAB (D65), where distances are about what a person sees. */
final class Lab {
    private static final float[] LINEAR = new float[256];
    private static final double WHITE_X = 0.95047;
    private static final double WHITE_Z = 1.08883;
    private static final double EPSILON = 0.008856;

    static {
        for (int i = 0; i < LINEAR.length; i++) {
            double value = i / 255.0;
            LINEAR[i] = (float) (value > 0.04045 ? Math.pow((value + 0.055) / 1.055, 2.4) : value / 12.92);
        }
    }

    private final int width;
    private final int height;
    private final float[] values;

    private Lab(int width, int height, float[] values) {
        this.width = width;
        this.height = height;
        this.values = values;
    }

    static Lab of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        float[] values = new float[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            convert(pixels[i], values, 3 * i);
        }
        return new Lab(width, height, values);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** L, a, b of pixel 0, then of pixel 1, and so on. */
    float[] values() {
        return values;
    }

    private static void convert(int rgb, float[] values, int at) {
        float red = LINEAR[rgb >> 16 & 0xFF];
        float green = LINEAR[rgb >> 8 & 0xFF];
        float blue = LINEAR[rgb & 0xFF];
        double x = root((0.412453 * red + 0.357580 * green + 0.180423 * blue) / WHITE_X);
        double y = root(0.212671 * red + 0.715160 * green + 0.072169 * blue);
        double z = root((0.019334 * red + 0.119193 * green + 0.950227 * blue) / WHITE_Z);
        values[at] = (float) (116 * y - 16);
        values[at + 1] = (float) (500 * (x - y));
        values[at + 2] = (float) (200 * (y - z));
    }

    private static double root(double t) {
        return t > EPSILON ? Math.cbrt(t) : 7.787 * t + 16.0 / 116;
    }
}
