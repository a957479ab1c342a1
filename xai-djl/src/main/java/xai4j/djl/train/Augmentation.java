package xai4j.djl.train;

import java.util.SplittableRandom;

/**
 * Random changes of training pictures that leave their class as it is: mirrored, shifted, scaled, lighter or darker, more or
 * less contrast and colour.
 *
 * @param mirrored whether pictures may be mirrored left to right
 * @param shift most shift as a share of the side
 * @param scale most scaling, 0.1 for 0.9…1.1
 * @param color most change of brightness, contrast and saturation
 */
public record Augmentation(boolean mirrored, double shift, double scale, double color) {
    /** Nothing is changed. */
    public static final Augmentation NONE = new Augmentation(false, 0, 0, 0);

    private static final double[] LUMA = {0.299, 0.587, 0.114};

    /** What suits photographs of things: everything, a little. */
    public static Augmentation usual() {
        return new Augmentation(true, 0.06, 0.1, 0.2);
    }

    /**
     * A picture with a random change.
     *
     * @param planes red, green, blue, 0…255
     * @return as many values 0…255
     */
    float[] changed(byte[] planes, int side, SplittableRandom random) {
        float[] out = new float[planes.length];
        if (equals(NONE)) {
            for (int i = 0; i < out.length; i++) {
                out[i] = planes[i] & 0xFF;
            }
            return out;
        }
        boolean flip = mirrored && random.nextBoolean();
        double zoom = 1 + symmetric(random, scale);
        double right = symmetric(random, shift) * side;
        double down = symmetric(random, shift) * side;
        double brightness = 1 + symmetric(random, color);
        double contrast = 1 + symmetric(random, color);
        double saturation = 1 + symmetric(random, color);
        move(planes, side, flip ? -zoom : zoom, zoom, right, down, out);
        if (color > 0) {
            recolor(out, side * side, brightness, contrast, saturation);
        }
        return out;
    }

    private static double symmetric(SplittableRandom random, double most) {
        return (2 * random.nextDouble() - 1) * most;
    }

    private static void move(
            byte[] planes, int side, double zoomX, double zoomY, double right, double down, float[] out) {
        double centre = (side - 1) / 2.0;
        int area = side * side;
        for (int y = 0; y < side; y++) {
            double sourceY = clamped(centre + (y - centre - down) / zoomY, side);
            int top = (int) sourceY;
            int bottom = Math.min(top + 1, side - 1);
            float partY = (float) (sourceY - top);
            for (int x = 0; x < side; x++) {
                double sourceX = clamped(centre + (x - centre - right) / zoomX, side);
                int left = (int) sourceX;
                int next = Math.min(left + 1, side - 1);
                float partX = (float) (sourceX - left);
                for (int plane = 0; plane < planes.length; plane += area) {
                    float upper = mix(planes[plane + top * side + left], planes[plane + top * side + next], partX);
                    float lower =
                            mix(planes[plane + bottom * side + left], planes[plane + bottom * side + next], partX);
                    out[plane + y * side + x] = upper + partY * (lower - upper);
                }
            }
        }
    }

    private static double clamped(double place, int side) {
        return Math.max(0, Math.min(side - 1.0, place));
    }

    private static float mix(byte a, byte b, float part) {
        float first = a & 0xFF;
        return first + part * ((b & 0xFF) - first);
    }

    private static void recolor(float[] out, int area, double brightness, double contrast, double saturation) {
        double mean = 0;
        for (float value : out) {
            mean += value / out.length;
        }
        for (int i = 0; i < area; i++) {
            double grey = LUMA[0] * out[i] + LUMA[1] * out[area + i] + LUMA[2] * out[2 * area + i];
            for (int c = 0; c < 3; c++) {
                double colored = grey + saturation * (out[c * area + i] - grey);
                double value = brightness * (mean + contrast * (colored - mean));
                out[c * area + i] = (float) Math.max(0, Math.min(255, value));
            }
        }
    }
}
