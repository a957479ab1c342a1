package xai4j.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import xai4j.image.Images;
import xai4j.image.Interpolation;

/**
 * A picture as text inside a page. Small ones keep every pixel (PNG), large ones are reduced and become JPEG, so that a page stays small.
 *
 * @param source a {@code data:} address
 * @param width of the embedded picture, in pixels
 * @param height of the embedded picture, in pixels
 */
public record EmbeddedPicture(String source, int width, int height) {
    private static final int EXACT_PIXELS = 256 * 256;
    private static final float QUALITY = 0.88f;

    /** A picture whose longer side is at most so many pixels. */
    public static EmbeddedPicture of(BufferedImage picture, int longest) {
        BufferedImage fitted = fitted(picture, longest);
        boolean small = fitted.getWidth() * fitted.getHeight() <= EXACT_PIXELS;
        String type = small ? "png" : "jpeg";
        byte[] bytes = small ? Images.png(fitted) : jpeg(fitted);
        return new EmbeddedPicture(
                "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(bytes),
                fitted.getWidth(),
                fitted.getHeight());
    }

    /** A photograph among many, whose longer side is at most so many pixels, as JPEG whatever its size. */
    static EmbeddedPicture photograph(BufferedImage picture, int longest) {
        BufferedImage fitted = fitted(picture, longest);
        return new EmbeddedPicture(
                "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg(fitted)),
                fitted.getWidth(),
                fitted.getHeight());
    }

    private static BufferedImage fitted(BufferedImage picture, int longest) {
        double factor = (double) longest / Math.max(picture.getWidth(), picture.getHeight());
        return factor >= 1
                ? picture
                : Images.resized(
                        picture,
                        (int) Math.max(1, Math.rint(picture.getWidth() * factor)),
                        (int) Math.max(1, Math.rint(picture.getHeight() * factor)),
                        Interpolation.BILINEAR);
    }

    private static byte[] jpeg(BufferedImage picture) {
        BufferedImage rgb = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        rgb.createGraphics().drawImage(picture, 0, 0, null);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(rgb, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture could not be encoded in memory", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
