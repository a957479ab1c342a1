package xai4j.render;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** Small operations on RGB pixels. */
public final class Pixels {
    private static final int WHOLE = 256;

    private Pixels() {}

    /** A mixture of two colours 0xRRGGBB: {@code share} of the second. */
    public static int mix(int first, int second, double share) {
        return component(first >> 16, second >> 16, share) << 16
                | component(first >> 8, second >> 8, share) << 8
                | component(first, second, share);
    }

    /** A share of the second colour, 0…1, in the steps of {@link #mixed}. */
    public static int share(double part) {
        return (int) Math.rint(WHOLE * part);
    }

    /** A mixture of two colours 0xRRGGBB in whole numbers, for loops over many pixels: {@code share} of 256 of the second. */
    public static int mixed(int first, int second, int share) {
        int rest = WHOLE - share;
        int red = (first >> 16 & 0xFF) * rest + (second >> 16 & 0xFF) * share + WHOLE / 2 >> 8;
        int green = (first >> 8 & 0xFF) * rest + (second >> 8 & 0xFF) * share + WHOLE / 2 >> 8;
        int blue = (first & 0xFF) * rest + (second & 0xFF) * share + WHOLE / 2 >> 8;
        return red << 16 | green << 8 | blue;
    }

    /** The colour's grey, by ITU-R 601 luma. */
    public static int grey(int rgb) {
        int luma = (299 * (rgb >> 16 & 0xFF) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF) + 500) / 1000;
        return luma << 16 | luma << 8 | luma;
    }

    /** An empty picture of one colour. */
    public static BufferedImage paper(int width, int height, int color) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, color);
        return picture(pixels, width, height);
    }

    /** A copy as {@link BufferedImage#TYPE_INT_RGB}, every pixel repeated {@code factor} times along both axes. */
    public static BufferedImage enlarged(BufferedImage picture, int factor) {
        int width = picture.getWidth() * factor;
        int height = picture.getHeight() * factor;
        int[] from = rgb(picture);
        int[] to = new int[width * height];
        for (int y = 0; y < height; y++) {
            int row = y / factor * picture.getWidth();
            for (int x = 0; x < width; x++) {
                to[y * width + x] = from[row + x / factor];
            }
        }
        return picture(to, width, height);
    }

    /** A copy of the pixels, 0xRRGGBB row by row. */
    public static int[] rgb(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        if (picture.getType() == BufferedImage.TYPE_INT_RGB) {
            return (int[]) picture.getRaster().getDataElements(0, 0, width, height, new int[width * height]);
        }
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] &= 0xFFFFFF;
        }
        return pixels;
    }

    /** A picture of pixels 0xRRGGBB row by row. */
    public static BufferedImage picture(int[] pixels, int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        picture.getRaster().setDataElements(0, 0, width, height, pixels);
        return picture;
    }

    /** Copies a picture into a larger one, whose type is {@link BufferedImage#TYPE_INT_RGB}. */
    public static void copy(BufferedImage from, BufferedImage to, int left, int top) {
        to.getRaster().setDataElements(left, top, from.getWidth(), from.getHeight(), rgb(from));
    }

    /** A picture with a margin of one colour. */
    public static BufferedImage framed(BufferedImage picture, int margin, int color) {
        BufferedImage framed = paper(picture.getWidth() + 2 * margin, picture.getHeight() + 2 * margin, color);
        copy(picture, framed, margin, margin);
        return framed;
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
