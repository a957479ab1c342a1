package xai4j.prototype.modification;

/** What two parts may have in common (Nauta et al. 2020). */
public enum Characteristic {
    /** Which colour. */
    HUE,
    /** How vivid the colours are. */
    SATURATION,
    /** How far light and dark lie apart. */
    CONTRAST,
    /** How light it is. */
    BRIGHTNESS,
    /** The course of outlines. */
    SHAPE,
    /** Fine structure of surfaces. */
    TEXTURE
}
