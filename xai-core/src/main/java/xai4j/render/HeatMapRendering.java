package xai4j.render;

import java.awt.image.BufferedImage;
import xai4j.explain.SaliencyMap;

/** Draws a {@link SaliencyMap}. */
public final class HeatMapRendering implements Rendering {
    private final SaliencyMap map;

    /** Draws the given map. */
    public HeatMapRendering(SaliencyMap map) {
        this.map = map;
    }

    @Override
    public BufferedImage overlay(BufferedImage photograph) {
        throw new UnsupportedOperationException(
                "not drawn yet: " + map.provenance().method());
    }
}
