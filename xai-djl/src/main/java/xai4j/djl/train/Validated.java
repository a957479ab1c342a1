package xai4j.djl.train;

import org.jspecify.annotations.Nullable;
import xai4j.numeric.EpochSelection;

/**
 * Pictures that decide which state of a training is kept and whether it ends early.
 *
 * @param pictures that are neither trained nor tested on; null where they decide nothing
 * @param selection what they decide
 */
public record Validated(@Nullable ImageBatches pictures, EpochSelection selection) {
    /** No pictures: the last state is kept. */
    public static final Validated NOT = new Validated(null, EpochSelection.LAST);

    /** Drops pictures that decide nothing. */
    public Validated {
        pictures = selection.needsValidation() ? pictures : null;
    }
}
