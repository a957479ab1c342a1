package xai4j.model.detection;

import java.util.Locale;
import xai4j.image.PixelMapping;

/**
 * A rectangle with continuous corners, in pixels: pixel i covers {@code [i, i + 1)}.
 *
 * @param left left edge
 * @param top upper edge
 * @param right right edge, not left of the left one
 * @param bottom lower edge, not above the upper one
 */
public record BoundingBox(double left, double top, double right, double bottom) {
    /** The area in square pixels. */
    public double area() {
        return Math.max(0, right - left) * Math.max(0, bottom - top);
    }

    /** Intersection over union with another box, in [0, 1]; 0 when both are empty. */
    public double overlap(BoundingBox other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        double common = width > 0 && height > 0 ? width * height : 0;
        double all = area() + other.area() - common;
        return all > 0 ? common / all : 0;
    }

    /** The same rectangle on the photograph that an input was made of. */
    public BoundingBox onPhotograph(PixelMapping mapping) {
        return new BoundingBox(
                mapping.photoX(left), mapping.photoY(top), mapping.photoX(right), mapping.photoY(bottom));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "(%.0f, %.0f) to (%.0f, %.0f)", left, top, right, bottom);
    }
}
