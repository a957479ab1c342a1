package xai4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Decoded pixels as plain RGB, without the colour conversions of AWT that would brighten grey or apply profiles. */
final class Rasters {
    private static final int OPAQUE = 255;

    private Rasters() {}

    /** The same pixels as {@link BufferedImage#TYPE_INT_RGB}; what is transparent is laid over white. */
    static BufferedImage toRgb(BufferedImage image) {
        if (image.getType() == BufferedImage.TYPE_INT_RGB && isDense(image, 1)) {
            return image;
        }
        int width = image.getWidth();
        int height = image.getHeight();
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] target = pixels(result);
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && isDense(image, 3)) {
            fromBgr(((DataBufferByte) image.getRaster().getDataBuffer()).getData(), 0, target);
            return result;
        }
        int[] row = new int[width * image.getRaster().getNumBands()];
        for (int y = 0; y < height; y++) {
            readRow(image, y, row, target);
        }
        return result;
    }

    /** A row of pixels as {@link BufferedImage#getRGB(int, int)} gives them, without asking for each where the pixels lie plainly. */
    static void readArgb(BufferedImage image, int y, int[] row) {
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && isDense(image, 3)) {
            byte[] bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            fromBgr(bytes, 3 * y * row.length, row);
        } else if (image.getType() == BufferedImage.TYPE_INT_RGB && isDense(image, 1)) {
            System.arraycopy(pixels(image), y * row.length, row, 0, row.length);
        } else {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            return;
        }
        for (int x = 0; x < row.length; x++) {
            row[x] |= OPAQUE << 24;
        }
    }

    /** The packed pixels behind an image of {@link BufferedImage#TYPE_INT_RGB}. */
    static int[] pixels(BufferedImage rgb) {
        return ((DataBufferInt) rgb.getRaster().getDataBuffer()).getData();
    }

    /** Whether the buffer behind an image holds its pixels and nothing else, row after row; that of a sub-image holds the whole. */
    private static boolean isDense(BufferedImage image, int elementsPerPixel) {
        DataBuffer buffer = image.getRaster().getDataBuffer();
        return image.getRaster().getParent() == null
                && buffer.getOffset() == 0
                && buffer.getSize() == image.getWidth() * image.getHeight() * elementsPerPixel;
    }

    private static void fromBgr(byte[] bytes, int start, int[] target) {
        for (int i = 0, j = start; i < target.length; i++, j += 3) {
            target[i] = (bytes[j + 2] & 0xFF) << 16 | (bytes[j + 1] & 0xFF) << 8 | (bytes[j] & 0xFF);
        }
    }

    /**
     * Refuses what only a guess could show as RGB.
     *
     * @throws ImageException naming the image and what to do
     */
    static BufferedImage requireKnown(BufferedImage image, String name) {
        if (!(image.getColorModel() instanceof IndexColorModel) && !hasKnownSamples(image)) {
            throw new ImageException("image " + name + " holds fractions, negative numbers or more than 16 bits per"
                    + " colour; only whole numbers of 8 or 16 bits can be read, so convert it first");
        }
        if (!(image.getColorModel() instanceof IndexColorModel) && !hasKnownColors(image)) {
            throw foreignColors(name);
        }
        return image;
    }

    static ImageException foreignColors(String name) {
        return new ImageException(
                "image " + name + " has colours that are neither RGB, grey nor CMYK (Lab?); save it as RGB");
    }

    private static boolean hasKnownSamples(BufferedImage image) {
        int type = image.getRaster().getTransferType();
        return type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT || isPackedInts(image);
    }

    private static boolean isPackedInts(BufferedImage image) {
        return image.getColorModel() instanceof DirectColorModel;
    }

    private static boolean hasKnownColors(BufferedImage image) {
        return switch (image.getColorModel().getColorSpace().getType()) {
            case ColorSpace.TYPE_RGB, ColorSpace.TYPE_GRAY, ColorSpace.TYPE_CMYK -> true;
            default -> false;
        };
    }

    private static boolean isCmyk(BufferedImage image) {
        return image.getRaster().getNumBands() == 4
                && image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK;
    }

    private static void readRow(BufferedImage image, int y, int[] row, int[] target) {
        int width = image.getWidth();
        ColorModel colors = image.getColorModel();
        Raster raster = image.getRaster();
        boolean plain = hasKnownSamples(image) && hasKnownColors(image) && !isPacked(image);
        if (colors instanceof IndexColorModel || raster.getNumBands() == 0 || !plain) {
            for (int x = 0; x < width; x++) {
                target[y * width + x] = overWhite(image.getRGB(x, y));
            }
            return;
        }
        int bands = raster.getNumBands();
        int shift = Math.max(0, colors.getComponentSize(0) - 8);
        raster.getPixels(0, y, width, 1, row);
        if (isCmyk(image)) {
            for (int x = 0; x < width; x++) {
                target[y * width + x] = fromInks(row, 4 * x, shift);
            }
            return;
        }
        boolean grey = bands < 3;
        for (int x = 0; x < width; x++) {
            int at = x * bands;
            int red = row[at] >> shift;
            int green = grey ? red : row[at + 1] >> shift;
            int blue = grey ? red : row[at + 2] >> shift;
            int alpha = bands == 2 || bands == 4 ? row[at + bands - 1] >> shift : OPAQUE;
            target[y * width + x] = overWhite(alpha << 24 | red << 16 | green << 8 | blue);
        }
    }

    /** Each ink takes its part of the light that black leaves, rounded as Pillow does. */
    private static int fromInks(int[] row, int at, int shift) {
        int light = OPAQUE - (row[at + 3] >> shift);
        int rgb = 0;
        for (int ink = 0; ink < 3; ink++) {
            int taken = (row[at + ink] >> shift) * light + 128;
            rgb = rgb << 8 | Math.max(0, light - ((taken >> 8) + taken >> 8));
        }
        return rgb;
    }

    private static boolean isPacked(BufferedImage image) {
        return switch (image.getType()) {
            case BufferedImage.TYPE_USHORT_555_RGB, BufferedImage.TYPE_USHORT_565_RGB -> true;
            case BufferedImage.TYPE_BYTE_BINARY -> true;
            default -> image.getColorModel().getPixelSize() < 8;
        };
    }

    private static int overWhite(int argb) {
        int alpha = argb >>> 24;
        if (alpha == OPAQUE) {
            return argb & 0xFFFFFF;
        }
        return blend(argb >> 16 & 0xFF, alpha) << 16 | blend(argb >> 8 & 0xFF, alpha) << 8 | blend(argb & 0xFF, alpha);
    }

    private static int blend(int component, int alpha) {
        return (component * alpha + OPAQUE * (OPAQUE - alpha) + OPAQUE / 2) / OPAQUE;
    }
}
