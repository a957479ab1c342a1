package xai4j.render;

import java.awt.image.BufferedImage;
import xai4j.explain.SegmentAttribution;

/** Draws a {@link SegmentAttribution}. */
public final class SegmentRendering implements Rendering {
    private final SegmentAttribution attribution;

    /** Draws the given attribution. */
    public SegmentRendering(SegmentAttribution attribution) {
        this.attribution = attribution;
    }

    @Override
    public BufferedImage overlay(BufferedImage photograph) {
        throw new UnsupportedOperationException(
                "not drawn yet: " + attribution.provenance().method());
    }
}
