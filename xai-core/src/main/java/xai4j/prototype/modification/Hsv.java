package xai4j.prototype.modification;

/** Hue, saturation and value in 8 bits each, rounded as Pillow rounds. */
final class Hsv {
    private static final float LARGEST = 255;

    private Hsv() {}

    /** A colour 0xRRGGBB with its 8-bit hue turned. */
    static int turned(int rgb, int turn) {
        int red = rgb >> 16 & 0xFF;
        int green = rgb >> 8 & 0xFF;
        int blue = rgb & 0xFF;
        int max = Math.max(red, Math.max(green, blue));
        int min = Math.min(red, Math.min(green, blue));
        if (max == min) {
            return rgb;
        }
        float range = max - min;
        int saturation = (int) (range / max * LARGEST);
        int hue = (int) (hue(red, green, blue, max, range) * LARGEST);
        return toRgb((hue + turn) & 0xFF, saturation, max);
    }

    private static float hue(int red, int green, int blue, int max, float range) {
        float toRed = (max - red) / range;
        float toGreen = (max - green) / range;
        float toBlue = (max - blue) / range;
        double sixth;
        if (red == max) {
            sixth = toBlue - toGreen;
        } else if (green == max) {
            sixth = 2.0 + toRed - toBlue;
        } else {
            sixth = 4.0 + toGreen - toRed;
        }
        return (float) (((float) sixth / 6.0 + 1.0) % 1.0);
    }

    private static int toRgb(int hue, int saturation, int value) {
        if (saturation == 0) {
            return value * 0x010101;
        }
        double sixths = hue * 6.0 / LARGEST;
        int sector = (int) Math.floor(sixths);
        float part = (float) (sixths - sector);
        float share = saturation / LARGEST;
        int low = round(value * (1.0 - share));
        int falling = round(value * (1.0 - share * part));
        int rising = round(value * (1.0 - share * (1.0 - part)));
        return switch (sector % 6) {
            case 0 -> pack(value, rising, low);
            case 1 -> pack(falling, value, low);
            case 2 -> pack(low, value, rising);
            case 3 -> pack(low, falling, value);
            case 4 -> pack(rising, low, value);
            default -> pack(value, low, falling);
        };
    }

    private static int round(double value) {
        return (int) Math.max(0, Math.min(255, Math.floor(value + 0.5)));
    }

    private static int pack(int red, int green, int blue) {
        return red << 16 | green << 8 | blue;
    }
}
