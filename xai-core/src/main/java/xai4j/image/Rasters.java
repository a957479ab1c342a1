package xai4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReader;

/** Decoded pixels as plain RGB, without the colour conversions of AWT that would brighten grey or apply profiles. */
final class Rasters {
    private static final int OPAQUE = 255;

    private Rasters() {}

    static BufferedImage decode(ImageReader reader) throws IOException {
        return reader.read(0);
    }

    /** The same pixels as {@link BufferedImage#TYPE_INT_RGB}; what is transparent is laid over white. */
    static BufferedImage toRgb(BufferedImage image) {
        if (image.getType() == BufferedImage.TYPE_INT_RGB) {
            return image;
        }
        int width = image.getWidth();
        int height = image.getHeight();
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] target = pixels(result);
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            fromBgr(((DataBufferByte) image.getRaster().getDataBuffer()).getData(), target);
            return result;
        }
        int[] row = new int[width * image.getRaster().getNumBands()];
        for (int y = 0; y < height; y++) {
            readRow(image, y, row, target);
        }
        return result;
    }

    /** The packed pixels behind an image of {@link BufferedImage#TYPE_INT_RGB}. */
    static int[] pixels(BufferedImage rgb) {
        return ((DataBufferInt) rgb.getRaster().getDataBuffer()).getData();
    }

    private static void fromBgr(byte[] bytes, int[] target) {
        for (int i = 0, j = 0; i < target.length; i++, j += 3) {
            target[i] = (bytes[j + 2] & 0xFF) << 16 | (bytes[j + 1] & 0xFF) << 8 | (bytes[j] & 0xFF);
        }
    }

    private static void readRow(BufferedImage image, int y, int[] row, int[] target) {
        int width = image.getWidth();
        ColorModel colors = image.getColorModel();
        Raster raster = image.getRaster();
        if (colors instanceof IndexColorModel || raster.getNumBands() == 0 || isPacked(image)) {
            for (int x = 0; x < width; x++) {
                target[y * width + x] = overWhite(image.getRGB(x, y));
            }
            return;
        }
        int bands = raster.getNumBands();
        int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        raster.getPixels(0, y, width, 1, row);
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
