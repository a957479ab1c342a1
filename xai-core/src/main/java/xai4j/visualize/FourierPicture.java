package xai4j.visualize;

import boofcv.alg.transform.fft.GeneralPurposeFFT_F64_1D;
import java.util.Random;

/**
 * A picture parameterised by its spectrum, with decorrelated colours and a sigmoid, as in Lucid (Olah et al. 2017; constants of
 * Lucent): all frequencies learn at comparable speed.
 *
 * <p>{@code rgb = sigmoid(S · irfft2(scale · spectrum) / 4)} with {@code scale = 1 / max(frequency, 1 / max(W, H))} and S the
 * square root of the colour correlation of natural images. The spectrum is {@code [3, H, W/2 + 1, 2]}, real and imaginary.
 */
final class FourierPicture implements Picture {
    private static final double MAGNITUDE = 4;
    private static final double[][] COLORS = {{0.26, 0.09, 0.02}, {0.27, 0.00, -0.05}, {0.27, -0.09, 0.03}};

    private final int height;
    private final int width;
    private final int columns;
    private final double[] spectrum;
    private final double[] scale;
    private final double[][] mixing;
    private final GeneralPurposeFFT_F64_1D alongColumn;
    private final GeneralPurposeFFT_F64_1D alongRow;
    private double[] last = new double[0];

    /**
     * Makes a picture.
     *
     * @param spectrum {@code [3, H, W/2 + 1, 2]}
     */
    FourierPicture(int height, int width, double[] spectrum) {
        this.height = height;
        this.width = width;
        this.columns = width / 2 + 1;
        this.spectrum = spectrum;
        this.scale = scale(height, width);
        this.mixing = mixing();
        this.alongColumn = new GeneralPurposeFFT_F64_1D(height);
        this.alongRow = new GeneralPurposeFFT_F64_1D(width);
        if (spectrum.length != 3 * height * columns * 2) {
            throw new IllegalArgumentException(spectrum.length + " numbers are no spectrum of " + width + "×" + height);
        }
    }

    /** Gaussian noise of deviation 0.01 in every frequency. */
    static FourierPicture random(int height, int width, Random random) {
        double[] spectrum = new double[3 * height * (width / 2 + 1) * 2];
        for (int i = 0; i < spectrum.length; i++) {
            spectrum[i] = 0.01 * random.nextGaussian();
        }
        return new FourierPicture(height, width, spectrum);
    }

    private static double[] scale(int height, int width) {
        int columns = width / 2 + 1;
        double[] scale = new double[height * columns];
        for (int y = 0; y < height; y++) {
            double fy = (y < (height + 1) / 2 ? y : y - height) / (double) height;
            for (int x = 0; x < columns; x++) {
                double frequency = Math.hypot(fy, x / (double) width);
                scale[y * columns + x] = 1 / Math.max(frequency, 1.0 / Math.max(width, height));
            }
        }
        return scale;
    }

    private static double[][] mixing() {
        double norm = 0;
        for (int column = 0; column < 3; column++) {
            norm = Math.max(
                    norm,
                    Math.sqrt(COLORS[0][column] * COLORS[0][column]
                            + COLORS[1][column] * COLORS[1][column]
                            + COLORS[2][column] * COLORS[2][column]));
        }
        double[][] mixing = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                mixing[i][j] = COLORS[i][j] / norm;
            }
        }
        return mixing;
    }

    @Override
    public double[] parameters() {
        return spectrum;
    }

    /** The picture before colours and sigmoid, {@code [3, H, W]}. */
    double[] spatial() {
        double[] spatial = new double[3 * height * width];
        for (int channel = 0; channel < 3; channel++) {
            inverse(channel, spatial);
        }
        return spatial;
    }

    @Override
    public double[] rgb() {
        double[] spatial = spatial();
        int area = height * width;
        double[] rgb = new double[spatial.length];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < area; i++) {
                double mixed = mixing[c][0] * spatial[i]
                        + mixing[c][1] * spatial[area + i]
                        + mixing[c][2] * spatial[2 * area + i];
                rgb[c * area + i] = 1 / (1 + Math.exp(-mixed));
            }
        }
        last = rgb;
        return rgb.clone();
    }

    @Override
    public double[] backward(double[] gradient) {
        int area = height * width;
        double[] spatial = new double[gradient.length];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < area; i++) {
                double value = last[c * area + i];
                double slope = gradient[c * area + i] * value * (1 - value);
                for (int source = 0; source < 3; source++) {
                    spatial[source * area + i] += mixing[c][source] * slope;
                }
            }
        }
        double[] result = new double[spectrum.length];
        for (int channel = 0; channel < 3; channel++) {
            transposed(channel, spatial, result);
        }
        return result;
    }

    /** {@code irfft2(scale · spectrum, norm = ortho) / 4} of one channel. */
    private void inverse(int channel, double[] spatial) {
        double[] half = new double[height * columns * 2];
        double[] column = new double[2 * height];
        double norm = 1 / Math.sqrt((double) height * width) / MAGNITUDE;
        int start = channel * half.length;
        for (int x = 0; x < columns; x++) {
            for (int y = 0; y < height; y++) {
                int at = 2 * (y * columns + x);
                column[2 * y] = spectrum[start + at] * scale[at / 2];
                column[2 * y + 1] = spectrum[start + at + 1] * scale[at / 2];
            }
            alongColumn.complexInverse(column, false);
            for (int y = 0; y < height; y++) {
                half[2 * (y * columns + x)] = column[2 * y];
                half[2 * (y * columns + x) + 1] = column[2 * y + 1];
            }
        }
        double[] row = new double[2 * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean mirrored = x >= columns;
                int at = 2 * (y * columns + (mirrored ? width - x : x));
                row[2 * x] = half[at];
                row[2 * x + 1] = isReal(x) ? 0 : mirrored ? -half[at + 1] : half[at + 1];
            }
            alongRow.complexInverse(row, false);
            for (int x = 0; x < width; x++) {
                spatial[(channel * height + y) * width + x] = row[2 * x] * norm;
            }
        }
    }

    /** The transpose of {@link #inverse}: forward transforms with the weights of the half spectrum. */
    private void transposed(int channel, double[] spatial, double[] result) {
        double[] half = new double[height * columns * 2];
        double[] row = new double[2 * width];
        double norm = 1 / Math.sqrt((double) height * width) / MAGNITUDE;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[2 * x] = spatial[(channel * height + y) * width + x];
                row[2 * x + 1] = 0;
            }
            alongRow.complexForward(row);
            for (int x = 0; x < columns; x++) {
                double weight = isReal(x) ? 1 : 2;
                half[2 * (y * columns + x)] = weight * row[2 * x];
                half[2 * (y * columns + x) + 1] = isReal(x) ? 0 : weight * row[2 * x + 1];
            }
        }
        double[] column = new double[2 * height];
        int start = channel * half.length;
        for (int x = 0; x < columns; x++) {
            for (int y = 0; y < height; y++) {
                column[2 * y] = half[2 * (y * columns + x)];
                column[2 * y + 1] = half[2 * (y * columns + x) + 1];
            }
            alongColumn.complexForward(column);
            for (int y = 0; y < height; y++) {
                int at = 2 * (y * columns + x);
                result[start + at] = column[2 * y] * norm * scale[at / 2];
                result[start + at + 1] = column[2 * y + 1] * norm * scale[at / 2];
            }
        }
    }

    /** Whether a column of the half spectrum stands for itself only. */
    private boolean isReal(int x) {
        return x == 0 || 2 * x == width;
    }
}
