package xai4j.render;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import xai4j.io.AtomicFile;

/** Writes pictures as PNG, whole or not at all. */
public final class Png {
    private Png() {}

    /**
     * Writes a picture.
     *
     * @throws xai4j.XaiException if the file cannot be written
     */
    public static void write(BufferedImage picture, Path path) {
        byte[] bytes = encoded(picture);
        AtomicFile.write(path, out -> out.write(bytes));
    }

    /** Encoded in memory, as the encoder hides a file system's reasons. */
    private static byte[] encoded(BufferedImage picture) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
