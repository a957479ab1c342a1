package xai4j.model;

import java.util.Optional;
import xai4j.image.Preprocessing;

/** Who says how a photograph becomes a model's input. */
public enum PreprocessingOrigin {
    /** The caller. */
    GIVEN,
    /** The model's file, or one beside it. */
    MODEL,
    /** Nobody: it is what such models usually take. */
    ASSUMED;

    /**
     * The origin of what a backend uses.
     *
     * @param options what the caller says
     * @param known what the caller or the model says, if anything
     */
    public static PreprocessingOrigin of(LoadOptions options, Optional<Preprocessing> known) {
        return options.preprocessing().isPresent() ? GIVEN : known.isPresent() ? MODEL : ASSUMED;
    }
}
