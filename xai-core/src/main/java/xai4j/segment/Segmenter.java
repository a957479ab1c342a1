package xai4j.segment;

import java.awt.image.BufferedImage;

/** Cuts an image into regions; deterministic. */
@FunctionalInterface
public interface Segmenter {
    /**
     * Segments an RGB image.
     *
     * @param image the image at the model's resolution
     * @return a partition of the same size
     */
    Segmentation segment(BufferedImage image);
}
