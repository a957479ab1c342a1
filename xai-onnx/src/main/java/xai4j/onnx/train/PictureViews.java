package xai4j.onnx.train;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import xai4j.numeric.CounterRandom;

/**
 * The views in which every picture is shown to a backbone: itself, and versions of it that are mirrored, cut out, lighter or darker, each
 * decided by the seed, the picture and its number alone, so that they are the same in every run and in any order.
 *
 * @param count how many, the picture itself included
 * @param seed of the others
 */
public record PictureViews(int count, long seed) {
    private static final int MOST = 256;
    private static final double SMALLEST_SIDE = 0.7;
    private static final double LIGHT = 0.2;

    /** The picture itself and nothing else. */
    public static final PictureViews PLAIN = new PictureViews(1, 0);

    /** Checks the count. */
    public PictureViews {
        requireCount(count);
    }

    /**
     * Refuses a number of views that cannot be.
     *
     * @throws IllegalArgumentException naming it and the numbers that can
     */
    public static void requireCount(int count) {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException(count + " views of a picture cannot be (1 to " + MOST + ")");
        }
    }

    /**
     * A view of a picture.
     *
     * @param hash of the picture, hexadecimal, as {@link xai4j.image.ImageHash} tells it
     * @param view 0 for the picture itself
     * @throws IndexOutOfBoundsException if there is no such view
     */
    public BufferedImage of(BufferedImage picture, String hash, int view) {
        java.util.Objects.checkIndex(view, count);
        if (view == 0) {
            return picture;
        }
        CounterRandom random = new CounterRandom(seed ^ Long.parseUnsignedLong(hash.substring(0, 16), 16), view);
        int width = side(picture.getWidth(), random.uniform(0));
        int height = side(picture.getHeight(), random.uniform(1));
        int left = random.below(picture.getWidth() - width + 1, 2);
        int top = random.below(picture.getHeight() - height + 1, 3);
        int[] light = light(1 + LIGHT * (2 * random.uniform(4) - 1), 1 + LIGHT * (2 * random.uniform(5) - 1));
        return cut(rgb(picture), new Rectangle(left, top, width, height), view % 2 == 1, light);
    }

    private static int side(int whole, double part) {
        return Math.max(1, (int) Math.rint(whole * (SMALLEST_SIDE + (1 - SMALLEST_SIDE) * part)));
    }

    private static BufferedImage rgb(BufferedImage picture) {
        if (picture.getType() == BufferedImage.TYPE_INT_RGB) {
            return picture;
        }
        BufferedImage rgb = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = rgb.createGraphics();
        pen.drawImage(picture, 0, 0, null);
        pen.dispose();
        return rgb;
    }

    /** Row by row as numbers: drawing it by AWT and changing its light afterwards took four times as long. */
    private static BufferedImage cut(BufferedImage rgb, Rectangle part, boolean mirrored, int[] light) {
        BufferedImage cut = new BufferedImage(part.width, part.height, BufferedImage.TYPE_INT_RGB);
        int[] from = new int[part.width];
        int[] to = new int[part.width];
        for (int y = 0; y < part.height; y++) {
            rgb.getRaster().getDataElements(part.x, part.y + y, part.width, 1, from);
            for (int x = 0; x < part.width; x++) {
                int pixel = from[x];
                to[mirrored ? part.width - 1 - x : x] =
                        light[pixel >> 16 & 0xFF] << 16 | light[pixel >> 8 & 0xFF] << 8 | light[pixel & 0xFF];
            }
            cut.getRaster().setDataElements(0, y, part.width, 1, to);
        }
        return cut;
    }

    private static int[] light(double contrast, double brightness) {
        int[] table = new int[256];
        for (int value = 0; value < table.length; value++) {
            double changed = ((value - 127.5) * contrast + 127.5) * brightness;
            table[value] = (int) Math.rint(Math.max(0, Math.min(255, changed)));
        }
        return table;
    }
}
