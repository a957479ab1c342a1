package xai4j.visualize;

import boofcv.alg.transform.fft.GeneralPurposeFFT_F64_1D;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

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
    private final List<Transform> perChannel;
    private double[] last = new double[0];

    /** The library's transforms, which keep working memory and so serve one thread each. */
    private record Transform(GeneralPurposeFFT_F64_1D alongColumn, GeneralPurposeFFT_F64_1D alongRow) {
        static Transform of(int height, int width) {
            return new Transform(new GeneralPurposeFFT_F64_1D(height), new GeneralPurposeFFT_F64_1D(width));
        }
    }

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
        this.perChannel =
                List.of(Transform.of(height, width), Transform.of(height, width), Transform.of(height, width));
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
        IntStream.range(0, 3).parallel().forEach(channel -> inverse(channel, spatial));
        return spatial;
    }

    @Override
    public double[] rgb() {
        double[] spatial = spatial();
        int area = height * width;
        double[] rgb = new double[spatial.length];
        Bands.run(area, (from, to) -> {
            for (int c = 0; c < 3; c++) {
                for (int i = from; i < to; i++) {
                    double mixed = mixing[c][0] * spatial[i]
                            + mixing[c][1] * spatial[area + i]
                            + mixing[c][2] * spatial[2 * area + i];
                    rgb[c * area + i] = 1 / (1 + Math.exp(-mixed));
                }
            }
        });
        last = rgb;
        return rgb.clone();
    }

    @Override
    public double[] backward(double[] gradient) {
        int area = height * width;
        double[] spatial = new double[gradient.length];
        Bands.run(area, (from, to) -> {
            for (int c = 0; c < 3; c++) {
                for (int i = from; i < to; i++) {
                    double value = last[c * area + i];
                    double slope = gradient[c * area + i] * value * (1 - value);
                    for (int source = 0; source < 3; source++) {
                        spatial[source * area + i] += mixing[c][source] * slope;
                    }
                }
            }
        });
        double[] result = new double[spectrum.length];
        IntStream.range(0, 3).parallel().forEach(channel -> transposed(channel, spatial, result));
        return result;
    }

    /** {@code irfft2(scale · spectrum, norm = ortho) / 4} of one channel. */
    private void inverse(int channel, double[] spatial) {
        Transform fft = perChannel.get(channel);
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
            fft.alongColumn().complexInverse(column, false);
            for (int y = 0; y < height; y++) {
                half[2 * (y * columns + x)] = column[2 * y];
                half[2 * (y * columns + x) + 1] = column[2 * y + 1];
            }
        }
        double[] row = new double[width];
        for (int y = 0; y < height; y++) {
            int at = 2 * y * columns;
            row[0] = half[at];
            for (int x = 1; 2 * x < width; x++) {
                row[2 * x] = half[at + 2 * x];
                row[imaginary(x)] = half[at + 2 * x + 1];
            }
            if (width % 2 == 0) {
                row[1] = half[at + width];
            }
            fft.alongRow().realInverse(row, true);
            for (int x = 0; x < width; x++) {
                spatial[(channel * height + y) * width + x] = width * norm * row[x];
            }
        }
    }

    /** The transpose of {@link #inverse}: forward transforms with the weights of the half spectrum. */
    private void transposed(int channel, double[] spatial, double[] result) {
        Transform fft = perChannel.get(channel);
        double[] half = new double[height * columns * 2];
        double[] row = new double[width];
        double norm = 1 / Math.sqrt((double) height * width) / MAGNITUDE;
        for (int y = 0; y < height; y++) {
            System.arraycopy(spatial, (channel * height + y) * width, row, 0, width);
            fft.alongRow().realForward(row);
            int at = 2 * y * columns;
            half[at] = row[0];
            // these columns stand for their mirror images too
            for (int x = 1; 2 * x < width; x++) {
                half[at + 2 * x] = 2 * row[2 * x];
                half[at + 2 * x + 1] = 2 * row[imaginary(x)];
            }
            if (width % 2 == 0) {
                half[at + width] = row[1];
            }
        }
        double[] column = new double[2 * height];
        int start = channel * half.length;
        for (int x = 0; x < columns; x++) {
            for (int y = 0; y < height; y++) {
                column[2 * y] = half[2 * (y * columns + x)];
                column[2 * y + 1] = half[2 * (y * columns + x) + 1];
            }
            fft.alongColumn().complexForward(column);
            for (int y = 0; y < height; y++) {
                int at = 2 * (y * columns + x);
                result[start + at] = column[2 * y] * norm * scale[at / 2];
                result[start + at + 1] = column[2 * y + 1] * norm * scale[at / 2];
            }
        }
    }

    /** Where a packed real transform keeps an imaginary part. */
    private int imaginary(int x) {
        return 2 * x + 1 == width ? 1 : 2 * x + 1;
    }
}
