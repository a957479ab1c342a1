package xai4j.image.filter;

/** Ways to enlarge a map to the input's resolution. */
public enum MapResizing {
    /** Bilinear with half-pixel centres. */
    BILINEAR,
    /** Each cell a block. */
    NEAREST;

    /** Resizes a map that is given row by row. */
    public float[] resize(float[] map, int height, int width, int toHeight, int toWidth) {
        return this == BILINEAR
                ? Bilinear.halfPixel(map, height, width, toHeight, toWidth)
                : nearest(map, height, width, toHeight, toWidth);
    }

    private static float[] nearest(float[] map, int height, int width, int toHeight, int toWidth) {
        float[] result = new float[toHeight * toWidth];
        for (int y = 0; y < toHeight; y++) {
            for (int x = 0; x < toWidth; x++) {
                result[y * toWidth + x] = map[y * height / toHeight * width + x * width / toWidth];
            }
        }
        return result;
    }
}
