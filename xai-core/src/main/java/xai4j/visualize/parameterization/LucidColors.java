package xai4j.visualize.parameterization;

/**
 * Decorrelated colours made visible: {@code rgb = sigmoid(S · planes)}, with S the square root of the colour correlation of
 * natural images (Lucid; constants of Lucent). Keeps working memory and so serves one thread.
 */
final class LucidColors {
    private static final int CHANNELS = 3;
    private static final double[][] CORRELATION = {{0.26, 0.09, 0.02}, {0.27, 0.00, -0.05}, {0.27, -0.09, 0.03}};
    /** Beyond it the sigmoid is 0 or 1 to all digits. */
    private static final float LARGEST = 40;

    private final int count;
    private final float[][] mixing = new float[CHANNELS][CHANNELS];
    private final float[][] unmixing = new float[CHANNELS][CHANNELS];
    private final float[][] from = new float[CHANNELS][];
    private final float[] to;

    /**
     * Colours of several places at once.
     *
     * @param count of places
     */
    LucidColors(int count) {
        this.count = count;
        this.to = new float[count];
        for (int c = 0; c < CHANNELS; c++) {
            from[c] = new float[count];
        }
        double norm = 0;
        for (int column = 0; column < CHANNELS; column++) {
            double squares = 0;
            for (double[] row : CORRELATION) {
                squares += row[column] * row[column];
            }
            norm = Math.max(norm, Math.sqrt(squares));
        }
        for (int i = 0; i < CHANNELS; i++) {
            for (int j = 0; j < CHANNELS; j++) {
                mixing[i][j] = (float) (CORRELATION[i][j] / norm);
                unmixing[j][i] = mixing[i][j];
            }
        }
    }

    /** Makes colours of planes {@code [3, count]}. */
    void light(float[] planes, float[] rgb) {
        split(planes);
        for (int c = 0; c < CHANNELS; c++) {
            mix(from[0], from[1], from[2], mixing[c], to);
            System.arraycopy(to, 0, rgb, c * count, count);
        }
        sigmoid(rgb);
    }

    /** Makes of the gradient of colours {@code [3, count]} that of the planes they were made of. */
    void backward(float[] gradient, float[] rgb) {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= rgb[i] * (1 - rgb[i]);
        }
        split(gradient);
        for (int c = 0; c < CHANNELS; c++) {
            mix(from[0], from[1], from[2], unmixing[c], to);
            System.arraycopy(to, 0, gradient, c * count, count);
        }
    }

    private void split(float[] planes) {
        for (int c = 0; c < CHANNELS; c++) {
            System.arraycopy(planes, c * count, from[c], 0, count);
        }
    }

    private static void mix(float[] red, float[] green, float[] blue, float[] shares, float[] to) {
        float r = shares[0];
        float g = shares[1];
        float b = shares[2];
        for (int i = 0; i < to.length; i++) {
            to[i] = r * red[i] + g * green[i] + b * blue[i];
        }
    }

    /**
     * {@code x = 1 / (1 + e^-x)} by additions and multiplications only, of which the virtual machine makes vector instructions:
     * {@code e^-x = (e^(-x/64))^64}, and {@code e^(-x/64)} by its series.
     */
    static void sigmoid(float[] x) {
        for (int i = 0; i < x.length; i++) {
            float t = Math.max(-LARGEST, Math.min(LARGEST, x[i])) * (-1 / 64f);
            float e = t
                    * (1
                            + t
                                    * (1 / 2f
                                            + t
                                                    * (1 / 6f
                                                            + t
                                                                    * (1 / 24f
                                                                            + t
                                                                                    * (1 / 120f
                                                                                            + t
                                                                                                    * (1 / 720f
                                                                                                            + t
                                                                                                                    * (1
                                                                                                                            / 5040f)))))));
            // (1 + e)² − 1 = e (2 + e), which keeps the digits of small e
            e *= 2 + e;
            e *= 2 + e;
            e *= 2 + e;
            e *= 2 + e;
            e *= 2 + e;
            e *= 2 + e;
            x[i] = 1 / (2 + e);
        }
    }
}
