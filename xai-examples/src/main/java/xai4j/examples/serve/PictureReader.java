package xai4j.examples.serve;

import java.awt.image.BufferedImage;
import xai4j.image.ImageBudget;
import xai4j.image.ImageException;
import xai4j.image.Images;

/** Reads the pictures of strangers: in memory alone, within limits, turned as their EXIF says. */
public final class PictureReader {
    private final ImageBudget budget;

    /** Pictures within the limits, so many of them at once that memory suffices. */
    public PictureReader(ServeLimits limits) {
        this.budget = ImageBudget.defaults()
                .withFileBytes(limits.bodyBytes())
                .withPixels(limits.pixels())
                .withWork(30, 10 * limits.pixels())
                .withMemoryBytes(Math.max(1, Runtime.getRuntime().maxMemory() / (2L * limits.parallel())));
    }

    /**
     * Decodes.
     *
     * @param name what messages call it
     * @throws RequestException of status 413 or 400 if it is too large or no picture
     */
    public BufferedImage read(byte[] bytes, String name) {
        try {
            return Images.read(bytes, name, budget);
        } catch (ImageException e) {
            String message = String.valueOf(e.getMessage());
            boolean large = message.contains("the limit is") || message.contains("needs more memory");
            // advice to whoever wrote the program is none to its caller
            String told = message.replaceFirst("; (shrink it|save it anew), or .*", "; $1")
                    .replaceFirst("; shrink it, or give .*", "; shrink it");
            throw new RequestException(large ? RequestException.TOO_LARGE : RequestException.BAD, told, e);
        }
    }
}
