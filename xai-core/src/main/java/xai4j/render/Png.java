package xai4j.render;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import xai4j.image.Images;
import xai4j.io.AtomicFile;

/** Writes pictures as PNG, whole or not at all. */
public final class Png {
    private Png() {}

    /**
     * Writes a picture.
     *
     * @throws xai4j.tensor.XaiException if the file cannot be written
     */
    public static void write(BufferedImage picture, Path path) {
        byte[] bytes = Images.png(picture);
        AtomicFile.write(path, out -> out.write(bytes));
    }
}
