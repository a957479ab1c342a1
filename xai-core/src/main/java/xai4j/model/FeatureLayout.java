package xai4j.model;

/** How a layer's values are arranged, batch axis first. */
public enum FeatureLayout {
    /** {@code [N, C, h, w]}: feature maps. */
    CHANNELS_FIRST,
    /** {@code [N, h, w, C]}: feature maps with the channels innermost. */
    CHANNELS_LAST,
    /** {@code [N, T, D]}: a sequence of tokens, possibly with class tokens in front of a square grid of patches. */
    TOKENS,
    /** {@code [N, D]}: no spatial extent. */
    VECTOR,
    /** Anything else; no map can be drawn from it. */
    OTHER;

    /** Whether a map over the image can be drawn from such a layer. */
    public boolean isSpatial() {
        return isMap() || this == TOKENS;
    }

    /** Whether the values are feature maps with two axes of their own. */
    public boolean isMap() {
        return this == CHANNELS_FIRST || this == CHANNELS_LAST;
    }
}
