package xai4j.visualize.transformation;

/** A 5×5 Gaussian of deviation 1.5; the border is repeated. */
public final class GaussianBlur {
    private static final int RADIUS = 2;
    private static final double DEVIATION = 1.5;

    private GaussianBlur() {}

    /** Blurs a picture {@code [3, H, W]} in place. */
    public static void apply(float[] rgb, int height, int width) {
        float[] kernel = new float[2 * RADIUS + 1];
        double sum = 0;
        for (int k = -RADIUS; k <= RADIUS; k++) {
            kernel[k + RADIUS] = (float) Math.exp(-k * k / (2 * DEVIATION * DEVIATION));
            sum += kernel[k + RADIUS];
        }
        float[] rows = new float[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            int x = i % width;
            for (int k = -RADIUS; k <= RADIUS; k++) {
                int to = Math.max(0, Math.min(width - 1, x + k));
                rows[i] += (float) (kernel[k + RADIUS] / sum) * rgb[i - x + to];
            }
        }
        for (int i = 0; i < rgb.length; i++) {
            int y = i / width % height;
            double value = 0;
            for (int k = -RADIUS; k <= RADIUS; k++) {
                int to = Math.max(0, Math.min(height - 1, y + k));
                value += kernel[k + RADIUS] / sum * rows[i + (to - y) * width];
            }
            rgb[i] = (float) value;
        }
    }
}
