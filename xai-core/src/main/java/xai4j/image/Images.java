package xai4j.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import xai4j.io.FileErrors;

/**
 * Reads photographs: JPEG (also CMYK and YCCK), PNG (palette, 16 bit, alpha, grey), BMP, GIF, TIFF and WebP (of several pages or frames the
 * first; of TIFF the kinds with 8 or 16 bits in RGB, grey, YCbCr, CMYK or a palette), turned as EXIF says.
 *
 * <p>The result is always {@link BufferedImage#TYPE_INT_RGB} with the file's own pixel values: no colour profile is applied,
 * grey stays grey, of 16 bits the upper 8 are kept, and what is transparent shows white. Profiles, texts and thumbnails are not read, so
 * that damage there does not matter.
 *
 * <p>A file's structure is walked before anything is decoded, and what would cost more than an {@link ImageBudget} allows is refused.
 */
public final class Images {
    private Images() {}

    /**
     * Reads a file within {@link ImageBudget#defaults()}.
     *
     * <pre>{@code
     * BufferedImage picture = Images.read(Path.of("photo.jpg"));
     * }</pre>
     *
     * @param path of a JPEG, PNG, GIF, BMP, TIFF or WebP file
     * @return the picture, upright, in RGB
     * @throws ImageException naming the file, if it is missing, no image, truncated or too large
     */
    public static BufferedImage read(Path path) {
        return read(path, ImageBudget.defaults());
    }

    /**
     * Reads a file.
     *
     * @param path of a JPEG, PNG, GIF, BMP, TIFF or WebP file
     * @param budget what it may cost
     * @return the picture, upright, in RGB
     * @throws ImageException naming the file, if it is missing, no image, truncated or too large
     */
    public static BufferedImage read(Path path, ImageBudget budget) {
        try {
            budget.requireFile(Files.size(path), path.toString());
            return read(Files.readAllBytes(path), path.toString(), budget);
        } catch (NoSuchFileException e) {
            throw new ImageException("there is no image at " + path, e);
        } catch (IOException e) {
            throw new ImageException("image " + path + " cannot be read: " + FileErrors.reason(e), e);
        } catch (OutOfMemoryError e) {
            throw tooLarge(path.toString(), e);
        }
    }

    /**
     * Reads the bytes of an image file, an upload for example, within {@link ImageBudget#defaults()}.
     *
     * @param bytes a whole image file
     * @return the picture, upright, in RGB
     * @throws ImageException if they are no image, truncated or too large
     */
    public static BufferedImage read(byte[] bytes) {
        return read(bytes, "of " + bytes.length + " bytes", ImageBudget.defaults());
    }

    /**
     * Reads an image from a stream to its end, within {@link ImageBudget#defaults()}: of more than that, nothing is decoded. The stream
     * stays the caller's to close.
     *
     * <pre>{@code
     * BufferedImage picture = Images.read(upload);
     * }</pre>
     *
     * @param in read to its end
     * @return the picture, upright, in RGB
     * @throws ImageException if it is no image, truncated or too large, or if the stream fails
     */
    public static BufferedImage read(InputStream in) {
        ImageBudget budget = ImageBudget.defaults();
        String name = "from a stream";
        try {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, budget.fileBytes() + 1));
            return read(bytes, name, budget);
        } catch (IOException e) {
            throw new ImageException("image " + name + " cannot be read: " + FileErrors.reason(e), e);
        } catch (OutOfMemoryError e) {
            throw tooLarge(name, e);
        }
    }

    /**
     * Decodes an image in memory.
     *
     * @param bytes a whole image file
     * @param name what messages call it
     * @param budget what it may cost
     * @return the picture, upright, in RGB
     * @throws ImageException if they are no image, truncated or too large
     */
    public static BufferedImage read(byte[] bytes, String name, ImageBudget budget) {
        if (bytes.length == 0) {
            throw new ImageException("image " + name + " is empty");
        }
        budget.requireFile(bytes.length, name);
        try {
            ImageFile file = ImageFile.of(bytes, name);
            budget.require(file.cost(), name);
            return decode(file, name);
        } catch (ImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new ImageException("image " + name + " is damaged or truncated: " + reason(e), e);
        } catch (StackOverflowError e) {
            throw new ImageException("image " + name + " is damaged: it leads its decoder in a circle", e);
        } catch (OutOfMemoryError e) {
            throw tooLarge(name, e);
        }
    }

    private static BufferedImage decode(ImageFile file, String name) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(
                new ByteArrayInputStream(file.pixels().array()))) {
            ImageReader reader = file.format().reader();
            try {
                reader.setInput(in, true, true);
                Warnings warnings = new Warnings();
                reader.addIIOReadWarningListener(warnings);
                BufferedImage decoded = Rasters.requireKnown(reader.read(0), name);
                warnings.refuseTruncation(name);
                BufferedImage upright = Orientation.of(file).apply(Rasters.toRgb(decoded));
                return UnusedBits.warning(decoded)
                        .map(warning -> Warnings.attach(upright, List.of("image " + name + ": " + warning)))
                        .orElse(upright);
            } finally {
                reader.dispose();
            }
        }
    }

    private static String reason(Exception e) {
        // what a decoder's own code stumbled over says nothing to a person
        boolean meant = e instanceof IOException || e instanceof IllegalArgumentException;
        String message = meant ? e.getMessage() : null;
        return message == null || message.isBlank() ? "its parts do not fit together" : message;
    }

    private static ImageException tooLarge(String name, OutOfMemoryError e) {
        return new ImageException(
                "image " + name + " needs more memory than the "
                        + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MB that Java may use; shrink it, or give Java more (-Xmx, for the xai program XAI_JAVA_OPTS=-Xmx…)",
                e);
    }

    /**
     * What a person should know about an image before trusting what a model says of it; explanations of the image repeat it among their
     * verdicts.
     *
     * @param image as {@link #read(Path)} returned it; others have no warnings
     * @return a sentence each, often none
     */
    public static List<String> warnings(BufferedImage image) {
        return Warnings.of(image);
    }

    /**
     * A picture as the bytes of a PNG file, made in memory: the encoder hides what a file system has against a file.
     *
     * @param picture any picture
     * @return the file's bytes
     */
    public static byte[] png(BufferedImage picture) {
        if (picture.getType() == BufferedImage.TYPE_INT_RGB) {
            return PngEncoder.encode(picture);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // not the stream that ImageIO makes, which wants a file in the temporary folder
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture could not be encoded in memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * An image at another size, as Pillow's {@code Image.resize} makes it.
     *
     * <pre>{@code
     * BufferedImage small = Images.resized(photograph, 224, 224, Interpolation.BILINEAR);
     * }</pre>
     *
     * @param image any image
     * @param width positive, in pixels
     * @param height positive, in pixels
     * @param interpolation the filter
     * @return another image
     * @throws IllegalArgumentException if a side is not positive
     */
    public static BufferedImage resized(BufferedImage image, int width, int height, Interpolation interpolation) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("there is no image of " + width + "×" + height);
        }
        return new Resampler(interpolation).resize(Rasters.toRgb(image), width, height);
    }
}
