package xai4j.visualize;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** Planes of numbers in [0, 1] as pictures. */
final class Pictures {
    private static final int GAP = 4;

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

    /** Pictures of one size in a row. */
    static BufferedImage beside(List<BufferedImage> pictures) {
        BufferedImage first = pictures.get(0);
        if (pictures.size() == 1) {
            return first;
        }
        int width = first.getWidth();
        int height = first.getHeight();
        int full = pictures.size() * (width + GAP) - GAP;
        BufferedImage row = new BufferedImage(full, height, BufferedImage.TYPE_INT_RGB);
        row.setRGB(0, 0, full, height, white(full * height), 0, full);
        for (int i = 0; i < pictures.size(); i++) {
            int[] pixels = pictures.get(i).getRGB(0, 0, width, height, null, 0, width);
            row.setRGB(i * (width + GAP), 0, width, height, pixels, 0, width);
        }
        return row;
    }

    private static int[] white(int count) {
        int[] pixels = new int[count];
        Arrays.fill(pixels, 0xFFFFFF);
        return pixels;
    }

    private static int component(double value) {
        return (int) Math.rint(Math.max(0, Math.min(1, value)) * 255);
    }
}
