package xai4j.render;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** Small operations on RGB pixels. */
public final class Pixels {
    private Pixels() {}

    /** A mixture of two colours 0xRRGGBB: {@code share} of the second. */
    public static int mix(int first, int second, double share) {
        return component(first >> 16, second >> 16, share) << 16
                | component(first >> 8, second >> 8, share) << 8
                | component(first, second, share);
    }

    /** The colour's grey, by ITU-R 601 luma. */
    public static int grey(int rgb) {
        int luma = (int) Math.rint(0.299 * (rgb >> 16 & 0xFF) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF));
        return luma << 16 | luma << 8 | luma;
    }

    /** An empty picture of one colour. */
    public static BufferedImage paper(int width, int height, int color) {
        BufferedImage paper = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, color);
        paper.setRGB(0, 0, width, height, pixels, 0, width);
        return paper;
    }

    /** A copy as {@link BufferedImage#TYPE_INT_RGB}, every pixel repeated {@code factor} times along both axes. */
    public static BufferedImage enlarged(BufferedImage picture, int factor) {
        int width = picture.getWidth() * factor;
        int height = picture.getHeight() * factor;
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                result.setRGB(x, y, picture.getRGB(x / factor, y / factor));
            }
        }
        return result;
    }

    /** Copies a picture into a larger one. */
    public static void copy(BufferedImage from, BufferedImage to, int left, int top) {
        for (int y = 0; y < from.getHeight(); y++) {
            for (int x = 0; x < from.getWidth(); x++) {
                to.setRGB(left + x, top + y, from.getRGB(x, y));
            }
        }
    }

    /** Pictures one below the other, on white. */
    public static BufferedImage stacked(List<BufferedImage> pictures, int gap) {
        int width = pictures.stream().mapToInt(BufferedImage::getWidth).max().orElse(1);
        int height = pictures.stream().mapToInt(BufferedImage::getHeight).sum() + gap * (pictures.size() - 1);
        BufferedImage result = paper(width, Math.max(1, height), 0xFFFFFF);
        int top = 0;
        for (BufferedImage picture : pictures) {
            copy(picture, result, 0, top);
            top += picture.getHeight() + gap;
        }
        return result;
    }

    private static int component(int first, int second, double share) {
        return (int) Math.rint((first & 0xFF) * (1 - share) + (second & 0xFF) * share);
    }
}
