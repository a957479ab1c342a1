package xai4j.image;

/**
 * A rectangle of pixels.
 *
 * @param top first row
 * @param bottom row after the last
 * @param left first column
 * @param right column after the last
 */
public record Box(int top, int bottom, int left, int right) {
    /** Checks that the rectangle holds a pixel. */
    public Box {
        if (top < 0 || left < 0 || bottom <= top || right <= left) {
            throw new IllegalArgumentException("no box: rows " + top + " to " + bottom + ", columns " + left + " to "
                    + right + "; ends are exclusive");
        }
    }

    /** Number of rows. */
    public int height() {
        return bottom - top;
    }

    /** Number of columns. */
    public int width() {
        return right - left;
    }
}
