package xai4j.coalition.soft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Maps, error bars and agreement are those of the definitions, however many masks are kept before their sums are read. */
class MaskSumsTest {
    private static final int WIDTH = 9;
    private static final int HEIGHT = 7;
    private static final int AREA = WIDTH * HEIGHT;
    private static final int TARGETS = 2;
    private static final double[] ORIGINAL = {0.7, -0.2};
    private static final double PROBABILITY = 0.4;

    private final SoftMasks.Sized masks = new GridMasks(3).sized(WIDTH, HEIGHT, PROBABILITY, 3);

    /** The same masks, whose sums have to be read after so many. */
    private SoftMasks.Sized of(int capacity) {
        return new SoftMasks.Sized() {
            @Override
            public void write(int index, float[] mask) {
                masks.write(index, mask);
            }

            @Override
            public SoftMasks.Sums sums(int groups, int factors, int width, int height) {
                return new Limited(new WrittenSums(masks, groups, factors, width, height), capacity);
            }
        };
    }

    private record Limited(SoftMasks.Sums sums, int capacity) implements SoftMasks.Sums {
        @Override
        public void add(int index, int[] groups, double... factors) {
            sums.add(index, groups, factors);
        }

        @Override
        public void read(SoftMasks.RowSums rows) {
            sums.read(rows);
        }
    }

    private static double[] scores(int count) {
        SplittableRandom random = new SplittableRandom(4);
        double[] scores = new double[count * TARGETS];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextDouble();
        }
        return scores;
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "1000, 5", "1, 5", "3, 5", "5, 5", "7, 5", "64, 13", "7, 100"})
    void mapsAreTheWeightedMeansAndErrorsThoseOfGroups(int capacity, int groupSize) {
        int count = 83;
        double[] scores = scores(count);
        MaskSums sums = new MaskSums(of(capacity), WIDTH, HEIGHT, groupSize, PROBABILITY, ORIGINAL);
        sums.add(0, Arrays.copyOf(scores, 40 * TARGETS));
        sums.add(40, Arrays.copyOfRange(scores, 40 * TARGETS, count * TARGETS));
        sums.read();
        MaskSums plain = new MaskSums(masks, WIDTH, HEIGHT, groupSize, PROBABILITY, ORIGINAL);
        plain.add(0, scores);
        plain.read();
        for (int t = 0; t < TARGETS; t++) {
            assertThat(sums.map(t, PROBABILITY, true)).containsExactly(map(scores, count, t), within(1e-6));
            assertThat(sums.agreement(t)).isCloseTo(plain.agreement(t), within(1e-6));
            assertThat(sums.hasErrors()).isEqualTo(count / groupSize > 3);
            if (sums.hasErrors()) {
                assertThat(sums.standardErrors(t, true)).containsExactly(plain.standardErrors(t, true), within(1e-6));
            }
        }
    }

    private double[] map(double[] scores, int count, int target) {
        double mean = 0;
        for (int n = 0; n < count; n++) {
            mean += scores[n * TARGETS + target] / count;
        }
        double[] map = new double[AREA];
        float[] mask = new float[AREA];
        for (int n = 0; n < count; n++) {
            masks.write(n, mask);
            for (int p = 0; p < AREA; p++) {
                map[p] += (scores[n * TARGETS + target] - mean) * mask[p] / (count * PROBABILITY);
            }
        }
        return map;
    }
}
