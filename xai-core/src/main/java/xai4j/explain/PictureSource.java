package xai4j.explain;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.function.Supplier;
import xai4j.image.Images;

/**
 * A photograph that is read when it is its turn.
 *
 * @param name how results call it
 * @param picture reads it; what it throws becomes the picture's result
 */
public record PictureSource(String name, Supplier<BufferedImage> picture) {
    /** The photograph in a file, called by its path. */
    public static PictureSource of(Path file) {
        return new PictureSource(file.toString(), () -> Images.read(file));
    }
}
