package xai4j.evaluate.faithfulness;

import java.util.Arrays;
import java.util.BitSet;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.numeric.CounterRandom;
import xai4j.tensor.Tensor;

/**
 * Hidden pixels as weighted means of their eight neighbours, hidden ones included, with a little noise (Rong et al. 2022, ROAD): 1/6 for the four
 * that share an edge and 1/12 for those that share a corner, in proportion where the image ends. The linear system is solved by conjugate
 * gradients from a guess that is right on the large scale: each hidden pixel begins as the mean of what is left in the smallest of ever larger
 * squares around it that holds something.
 */
final class LinearImputation {
    private static final int[] ACROSS = {-1, 1, 0, 0, -1, -1, 1, 1};
    private static final int[] DOWN = {0, 0, -1, 1, -1, 1, -1, 1};
    private static final double[] WEIGHTS = {1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 12.0, 1 / 12.0, 1 / 12.0, 1 / 12.0
    };
    /** Of the equations' residual, as a share of the image's range. */
    private static final double TOLERANCE = 1e-4;

    private static final int MOST_STEPS = 2000;

    private final PreparedImage image;
    private final PixelPlanes planes;
    private final double noise;
    private final long seed;

    LinearImputation(PreparedImage image, double noise, long seed) {
        this.image = image;
        this.planes = PixelPlanes.of(image);
        this.noise = noise;
        this.seed = seed;
    }

    /** The image with pixels imputed; at least one must be left. */
    Tensor without(BitSet hidden) {
        Tensor result = image.tensor().copy();
        int[] pixels = hidden.stream().toArray();
        Neighbours neighbours = new Neighbours(pixels);
        for (int channel = 0; channel < planes.channels(); channel++) {
            double[] imputed = neighbours.solve(channel);
            CounterRandom random = new CounterRandom(seed, channel);
            for (int i = 0; i < pixels.length; i++) {
                double value = imputed[i] + noise * random.normal(pixels[i]);
                result.set(planes.index(channel, pixels[i]), (float) value);
            }
        }
        return result;
    }

    /** The equations of the hidden pixels: {@code Σ w (x − neighbour) = 0}, symmetric and positive definite. */
    private final class Neighbours {
        private final int[] pixels;
        private final int[] number;
        private final int[] neighbour;
        private final double[] diagonal;

        Neighbours(int[] pixels) {
            this.pixels = pixels;
            this.number = new int[planes.area()];
            Arrays.fill(number, -1);
            for (int i = 0; i < pixels.length; i++) {
                number[pixels[i]] = i;
            }
            this.neighbour = new int[pixels.length * WEIGHTS.length];
            this.diagonal = new double[pixels.length];
            for (int i = 0; i < pixels.length; i++) {
                for (int k = 0; k < WEIGHTS.length; k++) {
                    int x = pixels[i] % planes.width() + ACROSS[k];
                    int y = pixels[i] / planes.width() + DOWN[k];
                    boolean inside = x >= 0 && x < planes.width() && y >= 0 && y < planes.height();
                    neighbour[i * WEIGHTS.length + k] = inside ? y * planes.width() + x : -1;
                    diagonal[i] += inside ? WEIGHTS[k] : 0;
                }
            }
        }

        double[] solve(int channel) {
            double[] x = guess(channel);
            double[] residual = known(channel);
            double[] applied = new double[x.length];
            multiply(x, applied);
            for (int i = 0; i < x.length; i++) {
                residual[i] -= applied[i];
            }
            double tolerance = TOLERANCE * range(channel);
            double[] direction = new double[x.length];
            double[] product = new double[x.length];
            double previous = 1;
            for (int step = 0; step < MOST_STEPS && largest(residual) > tolerance; step++) {
                double norm = 0;
                for (int i = 0; i < x.length; i++) {
                    norm += residual[i] * residual[i] / diagonal[i];
                }
                double keep = step == 0 ? 0 : norm / previous;
                previous = norm;
                for (int i = 0; i < x.length; i++) {
                    direction[i] = residual[i] / diagonal[i] + keep * direction[i];
                }
                multiply(direction, product);
                double curvature = 0;
                for (int i = 0; i < x.length; i++) {
                    curvature += direction[i] * product[i];
                }
                double length = norm / curvature;
                for (int i = 0; i < x.length; i++) {
                    x[i] += length * direction[i];
                    residual[i] -= length * product[i];
                }
            }
            return x;
        }

        /** Means over squares of 2, 4, 8 … pixels, the smallest that holds a pixel that is left. */
        private double[] guess(int channel) {
            double[] sums = new double[planes.area()];
            int[] counts = new int[planes.area()];
            for (int pixel = 0; pixel < planes.area(); pixel++) {
                if (number[pixel] < 0) {
                    sums[pixel] = image.tensor().at(planes.index(channel, pixel));
                    counts[pixel] = 1;
                }
            }
            double[] guess = new double[pixels.length];
            boolean[] found = new boolean[pixels.length];
            int missing = pixels.length;
            int width = planes.width();
            int height = planes.height();
            for (int shift = 1; missing > 0 && (width > 1 || height > 1); shift++) {
                int across = (width + 1) / 2;
                int down = (height + 1) / 2;
                double[] coarse = new double[across * down];
                int[] coarseCounts = new int[across * down];
                for (int i = 0; i < width * height; i++) {
                    int at = i / width / 2 * across + i % width / 2;
                    coarse[at] += sums[i];
                    coarseCounts[at] += counts[i];
                }
                for (int i = 0; i < pixels.length; i++) {
                    int at = (pixels[i] / planes.width() >> shift) * across + (pixels[i] % planes.width() >> shift);
                    if (!found[i] && coarseCounts[at] > 0) {
                        guess[i] = coarse[at] / coarseCounts[at];
                        found[i] = true;
                        missing--;
                    }
                }
                sums = coarse;
                counts = coarseCounts;
                width = across;
                height = down;
            }
            return guess;
        }

        private double range(int channel) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int pixel = 0; pixel < planes.area(); pixel++) {
                double value = image.tensor().at(planes.index(channel, pixel));
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            return most - least;
        }

        /** What the pixels that are left give to each hidden one. */
        private double[] known(int channel) {
            double[] sums = new double[pixels.length];
            for (int i = 0; i < pixels.length; i++) {
                for (int k = 0; k < WEIGHTS.length; k++) {
                    int other = neighbour[i * WEIGHTS.length + k];
                    if (other >= 0 && number[other] < 0) {
                        sums[i] += WEIGHTS[k] * image.tensor().at(planes.index(channel, other));
                    }
                }
            }
            return sums;
        }

        private void multiply(double[] x, double[] result) {
            for (int i = 0; i < pixels.length; i++) {
                double sum = diagonal[i] * x[i];
                for (int k = 0; k < WEIGHTS.length; k++) {
                    int other = neighbour[i * WEIGHTS.length + k];
                    if (other >= 0 && number[other] >= 0) {
                        sum -= WEIGHTS[k] * x[number[other]];
                    }
                }
                result[i] = sum;
            }
        }

        private static double largest(double[] values) {
            double largest = 0;
            for (double value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            return largest;
        }
    }
}
