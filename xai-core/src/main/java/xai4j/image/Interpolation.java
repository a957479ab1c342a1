package xai4j.image;

/** How pixels between pixels are computed when an image is resized; both widen their support when shrinking (antialiasing), as Pillow does. */
public enum Interpolation {
    /** Value of the nearest pixel, no antialiasing. */
    NEAREST,
    /** Triangle filter. */
    BILINEAR,
    /** Keys' cubic with a = −0.5. */
    BICUBIC
}
