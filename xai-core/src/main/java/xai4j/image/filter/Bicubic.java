package xai4j.image.filter;

/**
 * Enlarges a map by cubic convolution (Keys 1981) with a = −0.75, half-pixel centres and the border repeated: what OpenCV's
 * {@code INTER_CUBIC} does, with which ProtoPNet draws its activation maps.
 *
 * <p>Computed in float32 in OpenCV's order of operations, so that the bits are the same: pixels that are equal but for rounding
 * (where the border repeats) decide over the box of the strongest ones.
 */
public final class Bicubic {
    private static final float A = -0.75f;
    private static final int TAPS = 4;

    private Bicubic() {}

    /** Resizes a map that is given row by row. */
    public static float[] resize(float[] map, int height, int width, int toHeight, int toWidth) {
        Taps across = new Taps(width, toWidth);
        float[] wide = new float[height * toWidth];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < toWidth; x++) {
                float sum = 0;
                for (int k = 0; k < TAPS; k++) {
                    sum += map[y * width + across.source[x * TAPS + k]] * across.weight[x * TAPS + k];
                }
                wide[y * toWidth + x] = sum;
            }
        }
        Taps down = new Taps(height, toHeight);
        float[] result = new float[toHeight * toWidth];
        for (int y = 0; y < toHeight; y++) {
            for (int x = 0; x < toWidth; x++) {
                float sum = 0;
                for (int k = TAPS - 1; k >= 0; k--) {
                    sum += wide[down.source[y * TAPS + k] * toWidth + x] * down.weight[y * TAPS + k];
                }
                result[y * toWidth + x] = sum;
            }
        }
        return result;
    }

    /** Which cells each target position is made of, and their weights. */
    private static final class Taps {
        private final int[] source;
        private final float[] weight;

        Taps(int from, int to) {
            source = new int[to * TAPS];
            weight = new float[to * TAPS];
            double scale = 1 / ((double) to / from);
            for (int i = 0; i < to; i++) {
                float center = (float) ((i + 0.5) * scale - 0.5);
                int floor = (int) Math.floor(center);
                weigh(center - floor, i * TAPS);
                for (int k = 0; k < TAPS; k++) {
                    source[i * TAPS + k] = Math.max(0, Math.min(from - 1, floor - 1 + k));
                }
            }
        }

        private void weigh(float x, int at) {
            float before = x + 1;
            float after = 1 - x;
            weight[at] = ((A * before - 5 * A) * before + 8 * A) * before - 4 * A;
            weight[at + 1] = ((A + 2) * x - (A + 3)) * x * x + 1;
            weight[at + 2] = ((A + 2) * after - (A + 3)) * after * after + 1;
            weight[at + 3] = 1 - weight[at] - weight[at + 1] - weight[at + 2];
        }
    }
}
