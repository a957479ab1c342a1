package xai4j.image;

/** Bilinear resizing of a map, without antialiasing, under the two conventions in use. */
public final class Bilinear {
    private Bilinear() {}

    /** Half-pixel centres, as {@code align_corners=False}: the cell's centre stays the cell's centre. */
    public static float[] halfPixel(float[] map, int height, int width, int toHeight, int toWidth) {
        return resize(map, height, width, toHeight, toWidth, false);
    }

    /** Corner centres coincide, as {@code align_corners=True}. */
    public static float[] alignCorners(float[] map, int height, int width, int toHeight, int toWidth) {
        return resize(map, height, width, toHeight, toWidth, true);
    }

    private static float[] resize(float[] map, int height, int width, int toHeight, int toWidth, boolean corners) {
        float[] result = new float[toHeight * toWidth];
        for (int y = 0; y < toHeight; y++) {
            double sourceY = source(y, height, toHeight, corners);
            int top = Math.min((int) sourceY, height - 1);
            int bottom = Math.min(top + 1, height - 1);
            double partY = sourceY - top;
            for (int x = 0; x < toWidth; x++) {
                double sourceX = source(x, width, toWidth, corners);
                int left = Math.min((int) sourceX, width - 1);
                int right = Math.min(left + 1, width - 1);
                double partX = sourceX - left;
                double upper = map[top * width + left] * (1 - partX) + map[top * width + right] * partX;
                double lower = map[bottom * width + left] * (1 - partX) + map[bottom * width + right] * partX;
                result[y * toWidth + x] = (float) (upper * (1 - partY) + lower * partY);
            }
        }
        return result;
    }

    private static double source(int to, int from, int size, boolean corners) {
        if (corners) {
            return size == 1 ? 0 : (double) to * (from - 1) / (size - 1);
        }
        return Math.max(0, (to + 0.5) * from / size - 0.5);
    }
}
