package xai4j.evaluate.faithfulness;

import java.util.BitSet;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.numeric.CounterRandom;
import xai4j.tensor.Tensor;

/**
 * Hidden pixels as weighted means of their eight neighbours, hidden ones included, with a little noise (Rong et al. 2022, ROAD): 1/6 for the four
 * that share an edge and 1/12 for those that share a corner, in proportion where the image ends. The linear system is solved by {@link
 * ImputationGrid} from a guess that is right on the large scale: each hidden pixel begins as the mean of what is left in the smallest of ever larger
 * squares around it that holds something.
 */
final class LinearImputation {
    /** Of the equations' residual, as a share of the image's range. */
    private static final double TOLERANCE = 1e-4;

    private static final int MOST_CYCLES = 100;

    private final PreparedImage image;
    private final PixelPlanes planes;
    private final float[] noise;

    LinearImputation(PreparedImage image, double deviation, long seed) {
        this.image = image;
        this.planes = PixelPlanes.of(image);
        this.noise = new float[image.tensor().size()];
        for (int channel = 0; channel < planes.channels(); channel++) {
            CounterRandom random = new CounterRandom(seed, channel);
            for (int pixel = 0; pixel < planes.area() && deviation > 0; pixel++) {
                noise[planes.index(channel, pixel)] = (float) (deviation * random.normal(pixel));
            }
        }
    }

    /** The image with pixels imputed; at least one must be left. */
    Tensor without(BitSet hidden) {
        Tensor result = image.tensor().copy();
        int[] pixels = hidden.stream().toArray();
        boolean[] isHidden = new boolean[planes.area()];
        for (int pixel : pixels) {
            isHidden[pixel] = true;
        }
        ImputationGrid grid = new ImputationGrid(planes.width(), planes.height(), planes.channels(), isHidden);
        double[] ranges = new double[planes.channels()];
        for (int channel = 0; channel < ranges.length; channel++) {
            ranges[channel] = range(channel);
            begin(grid, channel, isHidden, pixels);
        }
        solve(grid, ranges);
        for (int channel = 0; channel < ranges.length; channel++) {
            for (int pixel : pixels) {
                int at = planes.index(channel, pixel);
                result.set(at, (float) (grid.at(channel, pixel) + noise[at]));
            }
        }
        return result;
    }

    /** Puts what is known, and the guess where nothing is. */
    private void begin(ImputationGrid grid, int channel, boolean[] isHidden, int... pixels) {
        for (int pixel = 0; pixel < isHidden.length; pixel++) {
            grid.put(channel, pixel, image.tensor().at(planes.index(channel, pixel)));
        }
        double[] guess = guess(channel, isHidden, pixels);
        for (int i = 0; i < pixels.length; i++) {
            grid.put(channel, pixels[i], guess[i]);
        }
    }

    private static void solve(ImputationGrid grid, double... ranges) {
        double left = grid.largestResidual(ranges);
        boolean corrected = true;
        for (int cycle = 0; cycle < MOST_CYCLES && left > TOLERANCE; cycle++) {
            grid.cycle(corrected);
            double before = left;
            left = grid.largestResidual(ranges);
            // sweeps alone always get there; corrections across odd shapes might not
            corrected &= left < before;
        }
    }

    /** Means over squares of 2, 4, 8 … pixels, the smallest that holds a pixel that is left. */
    private double[] guess(int channel, boolean[] isHidden, int... pixels) {
        double[] sums = new double[planes.area()];
        int[] counts = new int[planes.area()];
        for (int pixel = 0; pixel < planes.area(); pixel++) {
            if (!isHidden[pixel]) {
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
}
