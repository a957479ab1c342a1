package xai4j.visualize.optimizer;

/**
 * What pulls a picture {@code [3, H, W]} towards plainness: {@code l2 · mean (x − ½)² + l1 · mean |x − ½| + tv · mean of the
 * absolute differences of neighbours}.
 *
 * @param l2 weight of the pull to mid-grey
 * @param l1 weight of the absolute pull to mid-grey
 * @param totalVariation weight of roughness
 */
public record Regularizer(double l2, double l1, double totalVariation) {
    /** Adds the gradient of the penalty, negated, to the gradient of the objective. */
    public void subtractFrom(float[] gradient, float[] rgb, int height, int width) {
        double n = rgb.length;
        if (l2 != 0 || l1 != 0) {
            for (int i = 0; i < rgb.length; i++) {
                gradient[i] -= (float) ((2 * l2 * (rgb[i] - 0.5) + l1 * Math.signum(rgb[i] - 0.5)) / n);
            }
        }
        if (totalVariation == 0) {
            return;
        }
        for (int i = 0; i < rgb.length; i++) {
            int x = i % width;
            int y = i / width % height;
            if (x + 1 < width) {
                roughness(gradient, rgb, i, i + 1, n);
            }
            if (y + 1 < height) {
                roughness(gradient, rgb, i, i + width, n);
            }
        }
    }

    private void roughness(float[] gradient, float[] rgb, int a, int b, double n) {
        float slope = (float) (totalVariation * Math.signum(rgb[a] - rgb[b]) / n);
        gradient[a] -= slope;
        gradient[b] += slope;
    }
}
