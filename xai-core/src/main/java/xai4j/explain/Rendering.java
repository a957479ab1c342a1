package xai4j.explain;

import java.awt.image.BufferedImage;

/** Draws one explanation. */
public interface Rendering {
    /**
     * Draws the explanation over the photograph it explains, at the photograph's own size, with a legend and, where
     * there is one, the verdict in words.
     */
    BufferedImage overlay(BufferedImage photograph);
}
