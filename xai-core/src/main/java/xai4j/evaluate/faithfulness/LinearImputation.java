package xai4j.evaluate.faithfulness;

import java.util.Arrays;
import java.util.BitSet;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.numeric.CounterRandom;

/**
 * Hidden pixels as weighted means of their eight neighbours, hidden ones included, with a little noise (Rong et al. 2022, ROAD): 1/6 for the four
 * that share an edge and 1/12 for those that share a corner, in proportion where the image ends. The linear system is solved by {@link ImputationGrid}. What
 * depends on the image alone is made once; safe for several threads.
 */
final class LinearImputation {
    /** Of the equations' residual, as a share of the image's range. */
    private static final double TOLERANCE = 1e-4;

    private final PreparedImage image;
    private final PixelPlanes planes;
    /** Each pixel from the least of its channel, 0, to the greatest, 1. */
    private final float[][] channels;

    private final float[] leasts;
    private final float[] ranges;
    private final float[][] noise;

    LinearImputation(PreparedImage image, double deviation, long seed) {
        this.image = image;
        this.planes = PixelPlanes.of(image);
        this.channels = new float[planes.channels()][planes.area()];
        this.leasts = new float[planes.channels()];
        this.ranges = new float[planes.channels()];
        this.noise = new float[planes.channels()][planes.area()];
        for (int channel = 0; channel < planes.channels(); channel++) {
            read(channel);
            CounterRandom random = new CounterRandom(seed, channel);
            for (int pixel = 0; pixel < planes.area() && deviation > 0; pixel++) {
                noise[channel][pixel] = (float) (deviation * random.normal(pixel));
            }
        }
    }

    private void read(int channel) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int pixel = 0; pixel < planes.area(); pixel++) {
            float value = image.tensor().at(planes.index(channel, pixel));
            channels[channel][pixel] = value;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        leasts[channel] = least;
        ranges[channel] = most - least;
        for (int pixel = 0; pixel < planes.area(); pixel++) {
            channels[channel][pixel] = most > least ? (channels[channel][pixel] - least) / (most - least) : 0;
        }
    }

    /** The values of the image with pixels imputed; at least one must be left. */
    float[] without(BitSet hidden) {
        int[] pixels = hidden.stream().toArray();
        boolean[] isHidden = new boolean[planes.area()];
        for (int pixel : pixels) {
            isHidden[pixel] = true;
        }
        float[][] values = Arrays.stream(channels).map(float[]::clone).toArray(float[][]::new);
        new ImputationGrid(planes.width(), planes.height(), planes.channels(), isHidden).solve(values, TOLERANCE);
        float[] result = image.tensor().toArray();
        for (int channel = 0; channel < planes.channels(); channel++) {
            for (int pixel : pixels) {
                float value = leasts[channel] + ranges[channel] * values[channel][pixel];
                result[planes.index(channel, pixel)] = value + noise[channel][pixel];
            }
        }
        return result;
    }
}
