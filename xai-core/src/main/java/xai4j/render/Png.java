package xai4j.render;

import java.awt.image.BufferedImage;
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
        AtomicFile.write(path, out -> ImageIO.write(picture, "png", out));
    }
}
