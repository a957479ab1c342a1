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
 * all (permutation test). What all pictures of a data set have in common does not count. A background is seen where photographs mostly show nothing else, in the
 * outer cells of a grid, so that no object need be estimated.
 */
final class BackgroundLook {
    private static final int SIDE = 6;
    private static final int CHANNELS = 3;
    private static final int LEAST_DRAWS = 5000;
    private static final int DRAWS_PER_TEST = 100;
    /** So many draws as alike as these, and the chance is known well enough (Besag and Clifford 1991). */
    private static final int ENOUGH = 20;

    private BackgroundLook() {}

    /** Mean colours in the outer cells of a coarse grid. */
    static double[] of(BufferedImage picture) {
        int[] pixels = Pixels.rgb(Images.resized(picture, SIDE, SIDE, Interpolation.BILINEAR));
        return IntStream.range(0, pixels.length)
                .filter(BackgroundLook::isOuter)
                .flatMap(cell -> IntStream.range(0, CHANNELS).map(c -> pixels[cell] >> 8 * c & 0xFF))
                .asDoubleStream()
                .toArray();
    }

    private static boolean isOuter(int cell) {
        int row = cell / SIDE;
        int column = cell % SIDE;
        return row == 0 || row == SIDE - 1 || column == 0 || column == SIDE - 1;
    }

    /**
     * The chance that so many, drawn from all, are as alike as these.
     *
     * @param tests how many groups are looked at in all: the more, the smaller a chance must be found out
     */
    static double chance(List<double[]> these, List<double[]> others, int tests) {
        if (these.size() < 2 || others.isEmpty()) {
            return 1;
        }
        List<double[]> all = new ArrayList<>(these);
        all.addAll(others);
        int[] order = IntStream.range(0, all.size()).toArray();
        double spread = spread(all, order, these.size());
        int draws = Math.max(LEAST_DRAWS, DRAWS_PER_TEST * tests);
        int asAlike = 0;
        for (int draw = 0; draw < draws; draw++) {
            shuffle(order, these.size(), new CounterRandom(1, draw));
            asAlike += spread(all, order, these.size()) <= spread ? 1 : 0;
            if (asAlike == ENOUGH) {
                return (double) ENOUGH / (draw + 1);
            }
        }
        return (1.0 + asAlike) / (1.0 + draws);
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
        for (int d = 0; d < looks.get(0).length; d++) {
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
