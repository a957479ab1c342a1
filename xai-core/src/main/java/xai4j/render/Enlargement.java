package xai4j.render;

/**
 * Reads a coarse map at any point of the area that it spans.
 *
 * <p>Half-pixel centres: cell {@code i} of {@code n} has its centre at {@code (i + 0.5) / n} of the side. Beyond the outer
 * centres the border value holds.
 */
public final class Enlargement {
    private final float[] values;
    private final int height;
    private final int width;
    private final boolean smooth;

    /**
     * Prepares a map.
     *
     * @param values row by row
     * @param smooth bilinear between cell centres; otherwise each cell is a block
     */
    public Enlargement(float[] values, int height, int width, boolean smooth) {
        this.values = values;
        this.height = height;
        this.width = width;
        this.smooth = smooth;
    }

    /** The value at a point given as fractions in [0, 1] of width and height. */
    public double at(double acrossX, double acrossY) {
        if (!smooth) {
            return cell((int) Math.floor(acrossX * width), (int) Math.floor(acrossY * height));
        }
        double x = acrossX * width - 0.5;
        double y = acrossY * height - 0.5;
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double partX = x - left;
        double partY = y - top;
        double upper = cell(left, top) * (1 - partX) + cell(left + 1, top) * partX;
        double lower = cell(left, top + 1) * (1 - partX) + cell(left + 1, top + 1) * partX;
        return upper * (1 - partY) + lower * partY;
    }

    private double cell(int x, int y) {
        int column = Math.max(0, Math.min(width - 1, x));
        int row = Math.max(0, Math.min(height - 1, y));
        return values[row * width + column];
    }
}
