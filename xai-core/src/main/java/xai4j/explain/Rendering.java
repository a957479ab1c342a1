package xai4j.explain;

import java.awt.image.BufferedImage;
import xai4j.image.Images;

/** Draws one explanation. Immutable: {@link #withoutLegend()} and {@link #ownScale()} return other drawings. */
public interface Rendering {
    /**
     * Draws a sheet that a person can read by itself: the photograph, beside it a panel for every target with label and score, all on one
     * scale, with its legend and what there is to know in words.
     */
    BufferedImage overlay(BufferedImage photograph);

    /** {@link #overlay} as the bytes of a PNG file, for an answer over the network or a column of a table. */
    default byte[] png(BufferedImage photograph) {
        return Images.png(overlay(photograph));
    }

    /**
     * The drawing of the first target alone, at exactly the photograph's size, where the explanation lies on the photograph; a drawing that is
     * a sheet by nature (a tree, a comparison with prototypes) stays as it is.
     */
    default Rendering withoutLegend() {
        return this;
    }

    /** Every panel on a scale of its own: shows weak evidence, but panels cannot be compared. */
    default Rendering ownScale() {
        return this;
    }
}
