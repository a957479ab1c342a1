package xai4j.segment;

import java.awt.image.BufferedImage;

/** A user's own segmenter under a declared name. */
record NamedSegmenter(String name, Segmenter segmenter) implements Segmenter {
    @Override
    public Segmentation segment(BufferedImage image) {
        return segmenter.segment(image);
    }

    @Override
    public String toString() {
        return name;
    }
}
