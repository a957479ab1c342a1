package xai4j.image.filter;

/** Bilinear resizing of a map, without antialiasing, under the two conventions in use. */
public final class Bilinear {
    private Bilinear() {}

    /** Half-pixel centres, as {@code align_corners=False}: the cell's centre stays the cell's centre. */
    public static float[] halfPixel(float[] map, int height, int width, int toHeight, int toWidth) {
        return sample(
                map, AxisInterpolation.halfPixel(height, toHeight), AxisInterpolation.halfPixel(width, toWidth), width);
    }

    /** Corner centres coincide, as {@code align_corners=True}. */
    public static float[] alignCorners(float[] map, int height, int width, int toHeight, int toWidth) {
        return sample(
                map,
                AxisInterpolation.alignCorners(height, toHeight),
                AxisInterpolation.alignCorners(width, toWidth),
                width);
    }

    private static float[] sample(float[] map, AxisInterpolation rows, AxisInterpolation columns, int width) {
        float[] result = new float[rows.size() * columns.size()];
        for (int y = 0; y < rows.size(); y++) {
            int top = rows.first(y) * width;
            int bottom = rows.second(y) * width;
            for (int x = 0; x < columns.size(); x++) {
                int left = columns.first(x);
                int right = columns.second(x);
                double upper = columns.between(x, map[top + left], map[top + right]);
                double lower = columns.between(x, map[bottom + left], map[bottom + right]);
                result[y * columns.size() + x] = (float) rows.between(y, upper, lower);
            }
        }
        return result;
    }
}
