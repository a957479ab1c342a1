package xai4j.image;

import java.awt.image.BufferedImage;
import xai4j.model.ModelSpec;

/** Turns photographs into model inputs. */
public final class Preprocessor {
    private Preprocessor() {}

    /** Fits, reorders and normalises a photograph as the spec says. */
    @SuppressWarnings("DoNotCallSuggester")
    public static PreparedImage prepare(BufferedImage photograph, ModelSpec spec) {
        throw new UnsupportedOperationException("not built yet for " + spec.name() + photograph.getWidth());
    }
}
