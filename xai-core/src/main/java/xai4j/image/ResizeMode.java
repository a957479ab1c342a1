package xai4j.image;

/** How a photograph of any proportion becomes the rectangle that the model wants. */
public enum ResizeMode {
    /** Both sides are resized independently; nothing is lost, proportions are. */
    SQUASH,
    /** The shorter side is resized (with the crop ratio's margin) and the centre is cut out. */
    CROP,
    /** The longer side is resized and the rest filled with mid-grey. */
    LETTERBOX
}
