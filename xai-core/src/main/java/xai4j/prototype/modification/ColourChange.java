package xai4j.prototype.modification;

import java.awt.image.BufferedImage;
import java.util.function.IntUnaryOperator;

/** Changes of colour with the pixel values of Pillow's {@code ImageEnhance} and torchvision's {@code adjust_hue}. */
final class ColourChange {
    private ColourChange() {}

    /** Turns every hue by a share of the circle, in the 8-bit HSV of Pillow. */
    static Modification hue(double share) {
        int turn = (int) (share * 255) & 0xFF;
        return picture -> map(picture, rgb -> Hsv.turned(rgb, turn));
    }

    /** Mixes every pixel with its grey; of the colour a share remains. */
    static Modification saturation(double share) {
        return picture -> map(picture, rgb -> blend(luma(rgb) * 0x010101, rgb, (float) share));
    }

    /** Mixes every pixel with the mean grey; of the contrast a share remains. */
    static Modification contrast(double share) {
        return picture -> {
            int grey = (int) (meanLuma(picture) + 0.5);
            return map(picture, rgb -> blend(grey * 0x010101, rgb, (float) share));
        };
    }

    /** Mixes every pixel with black; of the brightness a share remains. */
    static Modification brightness(double share) {
        return picture -> map(picture, rgb -> blend(0, rgb, (float) share));
    }

    /** ITU-R 601-2 in Pillow's fixed point. */
    private static int luma(int rgb) {
        return ((rgb >> 16 & 0xFF) * 19595 + (rgb >> 8 & 0xFF) * 38470 + (rgb & 0xFF) * 7471 + 0x8000) >> 16;
    }

    private static double meanLuma(BufferedImage picture) {
        long sum = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                sum += luma(picture.getRGB(x, y));
            }
        }
        return (double) sum / ((long) picture.getWidth() * picture.getHeight());
    }

    private static int blend(int plain, int rgb, float share) {
        return blended(plain >> 16 & 0xFF, rgb >> 16 & 0xFF, share) << 16
                | blended(plain >> 8 & 0xFF, rgb >> 8 & 0xFF, share) << 8
                | blended(plain & 0xFF, rgb & 0xFF, share);
    }

    private static int blended(int plain, int component, float share) {
        return (int) (plain + share * (component - plain));
    }

    private static BufferedImage map(BufferedImage picture, IntUnaryOperator colour) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                result.setRGB(x, y, colour.applyAsInt(picture.getRGB(x, y) & 0xFFFFFF));
            }
        }
        return result;
    }
}
