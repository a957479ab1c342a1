package xai4j.prototype;

import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.Optional;
import xai4j.image.Box;
import xai4j.image.ImageBudget;
import xai4j.image.Images;

/**
 * The training patch that a prototype is.
 *
 * @param source training image that it was taken from, in words; empty when unknown
 * @param box of the patch on the training image; empty when the picture is the patch itself
 * @param png the training image as PNG in Base64; empty when there is no picture
 */
public record PrototypePatch(String source, Optional<Box> box, String png) {
    /** A patch of a picture. */
    public static PrototypePatch of(String source, Optional<Box> box, BufferedImage picture) {
        return new PrototypePatch(source, box, Base64.getEncoder().encodeToString(Images.png(picture)));
    }

    /** A patch without a picture. */
    public static PrototypePatch unseen(String source, Optional<Box> box) {
        return new PrototypePatch(source, box, "");
    }

    /**
     * The training image.
     *
     * @throws xai4j.image.ImageException if the bytes are no picture
     */
    public Optional<BufferedImage> picture() {
        return png.isEmpty()
                ? Optional.empty()
                : Optional.of(Images.read(Base64.getDecoder().decode(png), source, ImageBudget.defaults()));
    }
}
