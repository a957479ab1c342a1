package xai4j.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import xai4j.io.FileErrors;

/**
 * Reads photographs: JPEG (also CMYK and YCCK, turned as EXIF says), PNG (palette, 16 bit, alpha, grey), BMP, GIF and TIFF (first
 * frame; of TIFF the kinds with 8 or 16 bits in RGB, grey, YCbCr, CMYK or a palette).
 *
 * <p>The result is always {@link BufferedImage#TYPE_INT_RGB} with the file's own pixel values: no colour profile is applied,
 * grey stays grey, of 16 bits the upper 8 are kept, and what is transparent shows white.
 */
public final class Images {
    /** Pixels an image may have unless the caller allows more: 100 megapixels. */
    public static final long DEFAULT_LIMIT = 100_000_000L;

    private Images() {}

    /**
     * Reads a file of at most {@link #DEFAULT_LIMIT} pixels.
     *
     * @throws ImageException naming the file, if it is missing, no image, truncated or too large
     */
    public static BufferedImage read(Path path) {
        return read(path, DEFAULT_LIMIT);
    }

    /**
     * Reads a file.
     *
     * @param maxPixels width × height above which the image is refused before it is decoded
     */
    public static BufferedImage read(Path path, long maxPixels) {
        try {
            return read(Files.readAllBytes(path), path.toString(), maxPixels);
        } catch (NoSuchFileException e) {
            throw new ImageException("there is no image at " + path, e);
        } catch (IOException e) {
            throw new ImageException("image " + path + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    /**
     * Decodes an image in memory.
     *
     * @param name what messages call it
     */
    public static BufferedImage read(byte[] bytes, String name, long maxPixels) {
        if (bytes.length == 0) {
            throw new ImageException("image " + name + " is empty");
        }
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            ImageReader reader = reader(bytes, in, name);
            try {
                reader.setInput(in, true, true);
                requireSize(reader.getWidth(0), reader.getHeight(0), name, maxPixels);
                Warnings warnings = new Warnings();
                reader.addIIOReadWarningListener(warnings);
                TiffColors.refuseLab(bytes, name);
                BufferedImage decoded = Rasters.decode(reader);
                warnings.refuseTruncation(name);
                return Orientation.of(bytes).apply(Rasters.toRgb(Rasters.requireKnown(decoded, name)));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof ImageException known) {
                throw known;
            }
            throw new ImageException("image " + name + " is damaged or truncated: " + e.getMessage(), e);
        }
    }

    /** A picture as the bytes of a PNG file, made in memory: the encoder hides what a file system has against a file. */
    public static byte[] png(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture could not be encoded in memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * An image at another size, as Pillow's {@code Image.resize} makes it.
     *
     * @param width positive, in pixels
     * @param height positive, in pixels
     */
    public static BufferedImage resized(BufferedImage image, int width, int height, Interpolation interpolation) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("there is no image of " + width + "×" + height);
        }
        return new Resampler(interpolation).resize(Rasters.toRgb(image), width, height);
    }

    private static ImageReader reader(byte[] bytes, ImageInputStream in, String name) throws IOException {
        if (bytes.length > 2 && (bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xFF) == 0xD8) {
            return jpegReader();
        }
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
            throw new ImageException("image " + name + " is no image of a known kind (JPEG, PNG, BMP, GIF, TIFF)");
        }
        return readers.next();
    }

    /** TwelveMonkeys' reader, which knows CMYK; it is used directly so that the application's own plug-ins play no part. */
    private static ImageReader jpegReader() throws IOException {
        JPEGImageReaderSpi spi = new JPEGImageReaderSpi();
        spi.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class);
        return spi.createReaderInstance();
    }

    private static void requireSize(int width, int height, String name, long maxPixels) {
        if ((long) width * height > maxPixels) {
            throw new ImageException("image " + name + " has " + width + "×" + height + " pixels, the limit is "
                    + maxPixels + "; shrink it, or raise the limit where images are read in Java");
        }
    }
}
