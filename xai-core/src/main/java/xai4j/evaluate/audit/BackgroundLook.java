package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.numeric.CounterRandom;
import xai4j.render.Pixels;

/**
 * How backgrounds look, coarsely, and whether some look more alike than chance would have it: by how far they lie from their mean, against as many drawn from
 * all (permutation test). What all pictures of a data set have in common does not count.
 */
final class BackgroundLook {
    private static final int SIDE = 6;
    private static final int CHANNELS = 3;
    private static final int DRAWS = 5000;

    private BackgroundLook() {}

    /** Mean colours on a coarse grid. */
    static double[] of(BufferedImage background) {
        int[] pixels = Pixels.rgb(Images.resized(background, SIDE, SIDE, Interpolation.BILINEAR));
        double[] look = new double[pixels.length * CHANNELS];
        for (int i = 0; i < look.length; i++) {
            look[i] = pixels[i / CHANNELS] >> 8 * (i % CHANNELS) & 0xFF;
        }
        return look;
    }

    /** The chance that so many, drawn from all, are as alike as these. */
    static double chance(List<double[]> these, List<double[]> others) {
        if (these.size() < 2 || others.isEmpty()) {
            return 1;
        }
        List<double[]> all = new ArrayList<>(these);
        all.addAll(others);
        int[] order = IntStream.range(0, all.size()).toArray();
        double spread = spread(all, order, these.size());
        int asAlike = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            shuffle(order, these.size(), new CounterRandom(1, draw));
            asAlike += spread(all, order, these.size()) <= spread ? 1 : 0;
        }
        return (1.0 + asAlike) / (1.0 + DRAWS);
    }

    private static void shuffle(int[] order, int count, CounterRandom random) {
        for (int i = 0; i < count; i++) {
            int other = i + random.below(order.length - i, i);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
    }

    /** Mean squared distance of the first so many from their mean. */
    private static double spread(List<double[]> looks, int[] order, int count) {
        double total = 0;
        for (int d = 0; d < SIDE * SIDE * CHANNELS; d++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < count; i++) {
                double value = looks.get(order[i])[d];
                sum += value;
                squares += value * value;
            }
            total += squares - sum * sum / count;
        }
        return total / count;
    }
}
