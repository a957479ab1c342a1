package xai4j.image.filter;

import java.util.Arrays;

/**
 * A filter that runs along the rows of a plane, then along its columns, in double precision. Immutable; weights are summed from the first
 * neighbour to the last, so that the same plane gives the same bits.
 */
public final class SeparableFilter {
    private static final double DEVIATIONS = 3;

    private final double[] weights;
    private final double divisor;
    private final Border border;

    private SeparableFilter(double[] weights, double divisor, Border border) {
        this.weights = weights;
        this.divisor = divisor;
        this.border = border;
    }

    /**
     * A Gaussian, cut off at three deviations and mirrored at the border.
     *
     * @param sigma deviation in pixels
     * @throws IllegalArgumentException if it is not positive
     */
    public static SeparableFilter gaussian(double sigma) {
        return gaussian(sigma, Math.max(1, (int) Math.ceil(DEVIATIONS * sigma)), Border.MIRROR);
    }

    /**
     * A Gaussian over {@code 2 · radius + 1} pixels, whose weights sum to one.
     *
     * @param sigma deviation in pixels
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public static SeparableFilter gaussian(double sigma, int radius, Border border) {
        if (!(sigma > 0) || Double.isInfinite(sigma)) {
            throw new IllegalArgumentException("a deviation of " + sigma + " pixels does not blur");
        }
        double[] weights = new double[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            weights[i + radius] = Math.exp(-i * i / (2 * sigma * sigma));
            sum += weights[i + radius];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return new SeparableFilter(weights, 1, border);
    }

    /** A filter of given weights, an odd number of them; the border is repeated. */
    public static SeparableFilter weighted(double... weights) {
        return new SeparableFilter(weights.clone(), 1, Border.REPEAT);
    }

    /** The mean of {@code 2 · radius + 1} pixels each way; the border is repeated. */
    public static SeparableFilter box(int radius) {
        double[] weights = new double[2 * radius + 1];
        Arrays.fill(weights, 1);
        return new SeparableFilter(weights, weights.length, Border.REPEAT);
    }

    /** A filtered copy of a plane that is given row by row. */
    public double[] apply(double[] plane, int width, int height) {
        return lines(lines(plane, width, height, 1, width), height, width, width, 1);
    }

    /** Filters lines of {@code length} values {@code step} apart; the lines begin {@code stride} apart. */
    private double[] lines(double[] values, int length, int lines, int step, int stride) {
        double[] result = new double[values.length];
        double[] padded = new double[length + weights.length - 1];
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < padded.length; i++) {
                padded[i] = values[line * stride + border.inside(i - weights.length / 2, length) * step];
            }
            for (int i = 0; i < length; i++) {
                result[line * stride + i * step] = weighted(padded, i) / divisor;
            }
        }
        return result;
    }

    private double weighted(double[] padded, int from) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * padded[from + k];
        }
        return sum;
    }
}
