package xai4j.prototype.modification;

import java.awt.image.BufferedImage;
import xai4j.image.filter.Border;

/** Changes a picture in one characteristic and leaves the others as they are, as far as that can be. */
@FunctionalInterface
public interface Modification {
    /** A changed copy of an RGB picture, of the same size. */
    BufferedImage apply(BufferedImage picture);

    /**
     * The modification by which a characteristic is taken away, with the strength of Nauta et al. (2020).
     *
     * @param border what the warping of shapes does at the border
     */
    static Modification of(Characteristic characteristic, Border border) {
        return switch (characteristic) {
            case HUE -> ColourChange.hue(0.1);
            case SATURATION -> ColourChange.saturation(0.7);
            case CONTRAST -> ColourChange.contrast(0.45);
            case BRIGHTNESS -> ColourChange.brightness(0.8);
            case SHAPE -> new Warp(4, 0.05, border);
            case TEXTURE -> new NonLocalMeans(4, 4);
        };
    }
}
