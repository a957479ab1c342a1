package xai4j.visualize.parameterization;

import java.util.Random;
import xai4j.numeric.Parallel;
import xai4j.visualize.parameterization.ColumnTransform.Complex;

/**
 * A picture parameterised by its spectrum, with decorrelated colours and a sigmoid, as in Lucid (Olah et al. 2017; constants of
 * Lucent): all frequencies learn at comparable speed.
 *
 * <p>{@code rgb = sigmoid(S · irfft2(scale · spectrum) / 4)} with {@code scale = 1 / max(frequency, 1 / max(W, H))} and S the
 * square root of the colour correlation of natural images. The spectrum is {@code [3, H, W/2 + 1, 2]}, real and imaginary.
 */
public final class FourierParameterization implements ImageParameterization {
    private static final int CHANNELS = SpectrumTransform.CHANNELS;
    private static final double MAGNITUDE = 4;
    private static final int STRIP = 16;

    private final int height;
    private final int width;
    private final float[] spectrum;
    private final float[] slopes;
    private final SpectrumTransform transform;
    private final LucidColors[] colors = new LucidColors[SpectrumTransform.HALVES];
    /** The colours of the last picture, laid out as the transform's rows. */
    private final float[][][] upper = new float[SpectrumTransform.HALVES][][];

    private final float[][][] lower = new float[SpectrumTransform.HALVES][][];

    /**
     * Makes a picture.
     *
     * @param spectrum {@code [3, H, W/2 + 1, 2]}
     */
    public FourierParameterization(int height, int width, float[] spectrum) {
        this.height = height;
        this.width = width;
        this.spectrum = spectrum;
        this.slopes = new float[spectrum.length];
        this.transform = new SpectrumTransform(height, width, scale(height, width));
        for (int half = 0; half < SpectrumTransform.HALVES; half++) {
            int pairs = transform.pairs(half);
            colors[half] = new LucidColors(pairs);
            upper[half] = new float[width][CHANNELS * pairs];
            lower[half] = new float[width][CHANNELS * pairs];
        }
        if (spectrum.length != CHANNELS * height * (width / 2 + 1) * 2) {
            throw new IllegalArgumentException(spectrum.length + " numbers are no spectrum of " + width + "×" + height);
        }
    }

    /** Gaussian noise of deviation 0.01 in every frequency. */
    public static FourierParameterization random(int height, int width, Random random) {
        float[] spectrum = new float[CHANNELS * height * (width / 2 + 1) * 2];
        for (int i = 0; i < spectrum.length; i++) {
            spectrum[i] = (float) (0.01 * random.nextGaussian());
        }
        return new FourierParameterization(height, width, spectrum);
    }

    /** Factors of the spectrum, with those of an orthonormal transform and the magnitude. */
    private static float[] scale(int height, int width) {
        int columns = width / 2 + 1;
        double norm = 1 / Math.sqrt((double) height * width) / MAGNITUDE;
        float[] scale = new float[height * columns];
        for (int y = 0; y < height; y++) {
            double fy = (y < (height + 1) / 2 ? y : y - height) / (double) height;
            for (int x = 0; x < columns; x++) {
                double frequency = Math.hypot(fy, x / (double) width);
                scale[y * columns + x] = (float) (norm / Math.max(frequency, 1.0 / Math.max(width, height)));
            }
        }
        return scale;
    }

    @Override
    public float[] parameters() {
        return spectrum;
    }

    @Override
    public float[] rgb() {
        float[] rgb = new float[CHANNELS * height * width];
        Parallel.each(SpectrumTransform.HALVES, half -> transform.columnsOf(spectrum, half));
        Parallel.each(SpectrumTransform.HALVES, half -> {
            transform.rowsOf(half);
            Complex rows = transform.rows(half);
            for (int x = 0; x < width; x++) {
                colors[half].light(rows.re[x], upper[half][x]);
                colors[half].light(rows.im[x], lower[half][x]);
            }
            paint(upper[half], transform.upper(half, 0), rgb);
            paint(lower[half], transform.lower(half, 0), rgb);
        });
        return rgb;
    }

    /** Copies columns, {@code [3, rows]} each, into a picture as far as it has rows, a few at a time for the sake of the cache. */
    private void paint(float[][] turned, int top, float[] rgb) {
        int count = turned[0].length / CHANNELS;
        int rows = Math.min(count, height - top);
        for (int from = 0; from < width; from += STRIP) {
            int to = Math.min(width, from + STRIP);
            for (int c = 0; c < CHANNELS; c++) {
                for (int y = 0; y < rows; y++) {
                    int at = (c * height + top + y) * width;
                    for (int x = from; x < to; x++) {
                        rgb[at + x] = turned[x][c * count + y];
                    }
                }
            }
        }
    }

    @Override
    public float[] backward(float[] gradient) {
        Parallel.each(SpectrumTransform.HALVES, half -> {
            Complex rows = transform.rows(half);
            pick(gradient, transform.upper(half, 0), rows.re);
            pick(gradient, transform.lower(half, 0), rows.im);
            for (int x = 0; x < width; x++) {
                colors[half].backward(rows.re[x], upper[half][x]);
                colors[half].backward(rows.im[x], lower[half][x]);
            }
            transform.spectrumOfRows(half);
        });
        Parallel.each(SpectrumTransform.HALVES, half -> transform.spectrumOfColumns(slopes, half));
        return slopes;
    }

    /** The transpose of {@link #paint}. */
    private void pick(float[] gradient, int top, float[][] turned) {
        int count = turned[0].length / CHANNELS;
        for (int from = 0; from < width; from += STRIP) {
            int to = Math.min(width, from + STRIP);
            for (int c = 0; c < CHANNELS; c++) {
                for (int y = 0; y < count; y++) {
                    int at = (c * height + top + y) * width;
                    boolean below = top + y >= height;
                    for (int x = from; x < to; x++) {
                        turned[x][c * count + y] = below ? 0 : gradient[at + x];
                    }
                }
            }
        }
    }
}
