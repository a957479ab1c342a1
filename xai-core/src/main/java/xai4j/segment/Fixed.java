package xai4j.segment;

import java.awt.image.BufferedImage;

/** A partition that was made elsewhere. */
record Fixed(Segmentation segmentation, String name) implements Segmenter {
    @Override
    public Segmentation segment(BufferedImage image) {
        if (segmentation.width() != image.getWidth() || segmentation.height() != image.getHeight()) {
            throw new IllegalArgumentException("segments of " + segmentation.width() + "×" + segmentation.height()
                    + " do not fit the model's input of " + image.getWidth() + "×" + image.getHeight());
        }
        return segmentation;
    }

    @Override
    public String toString() {
        return name;
    }
}
