package xai4j.visualize;

import java.awt.image.BufferedImage;

/** Planes of numbers in [0, 1] as pictures. */
final class Pictures {
    private Pictures() {}

    static BufferedImage of(float[] rgb, int height, int width) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int area = height * width;
        for (int i = 0; i < area; i++) {
            int color = component(rgb[i]) << 16 | component(rgb[area + i]) << 8 | component(rgb[2 * area + i]);
            picture.setRGB(i % width, i / width, color);
        }
        return picture;
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static int component(double value) {
        return (int) Math.rint(Math.max(0, Math.min(1, value)) * 255);
    }
}
