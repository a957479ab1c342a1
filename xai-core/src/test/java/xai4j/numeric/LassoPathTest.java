package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LassoPathTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void choosesWhatCoordinateDescentFinds(long seed) {
        int players = 9;
        SplittableRandom random = new SplittableRandom(seed);
        double[] gram = new double[81];
        double[][] rows = new double[40][players];
        double[] cross = new double[players];
        for (double[] row : rows) {
            double common = random.nextDouble(-1, 1);
            double y = 0;
            for (int i = 0; i < players; i++) {
                row[i] = common + random.nextDouble(-1, 1);
                y += (i - 4) * row[i];
            }
            y += random.nextDouble(-3, 3);
            for (int i = 0; i < players; i++) {
                cross[i] += row[i] * y;
                for (int j = 0; j < players; j++) {
                    gram[i * players + j] += row[i] * row[j];
                }
            }
        }
        for (int wanted = 1; wanted < players; wanted++) {
            // at a knot, where the path is looked at, the player that is about to join is still at zero
            assertThat(LassoPath.select(gram, cross, wanted))
                    .hasSizeLessThanOrEqualTo(wanted)
                    .contains(lastOnGrid(gram, cross, wanted));
        }
    }

    private static int[] lastOnGrid(double[] gram, double[] cross, int wanted) {
        double start = IntStream.range(0, cross.length)
                .mapToDouble(i -> Math.abs(cross[i]))
                .max()
                .orElseThrow();
        int[] last = new int[0];
        double[] beta = new double[cross.length];
        for (double penalty = start; penalty > start * 1e-4; penalty *= 0.995) {
            for (int sweep = 0; sweep < 300; sweep++) {
                for (int i = 0; i < beta.length; i++) {
                    double rest = cross[i];
                    for (int j = 0; j < beta.length; j++) {
                        rest -= j == i ? 0 : gram[i * beta.length + j] * beta[j];
                    }
                    double shrunk = Math.max(0, Math.abs(rest) - penalty) * Math.signum(rest);
                    beta[i] = shrunk / gram[i * beta.length + i];
                }
            }
            int[] nonZero =
                    IntStream.range(0, beta.length).filter(i -> beta[i] != 0).toArray();
            if (nonZero.length <= wanted) {
                last = nonZero;
            }
        }
        return last;
    }
}
