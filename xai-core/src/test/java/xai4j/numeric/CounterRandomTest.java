package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterRandomTest {
    @ParameterizedTest
    @CsvSource({ // scipy.stats.norm.ppf
        "1e-12, -7.034483825301131",
        "1e-6, -4.753424308822899",
        "0.02, -2.053748910631823",
        "0.02425, -1.972961051311885",
        "0.3, -0.5244005127080409",
        "0.5, 0",
        "0.77, 0.7388468491852137",
        "0.99, 2.3263478740408408",
        "0.9999999, 5.199337582290661"
    })
    void quantilesOfTheNormalDistribution(double p, double expected) {
        assertThat(CounterRandom.quantile(p)).isCloseTo(expected, within(1e-8));
    }

    /** Generators seeded with consecutive numbers give nearly equal first draws unless the seed is mixed. */
    @Test
    void theFirstDrawsOfSuccessiveSamplesAreSpreadOut() {
        for (long seed = 0; seed < 5; seed++) {
            long fixed = seed;
            double[] first = IntStream.range(0, 1000)
                    .mapToDouble(i -> new CounterRandom(fixed, i).uniform(0))
                    .toArray();
            for (int decile = 0; decile < 10; decile++) {
                double low = decile / 10.0;
                long inside = java.util.Arrays.stream(first)
                        .filter(u -> u >= low && u < low + 0.1)
                        .count();
                assertThat(inside).isBetween(65L, 140L);
            }
        }
    }

    @Test
    void normalDrawsHaveMeanZeroAndVarianceOne() {
        CounterRandom draws = new CounterRandom(3, 7);
        double mean =
                IntStream.range(0, 100_000).mapToDouble(draws::normal).average().orElseThrow();
        double square = IntStream.range(0, 100_000)
                .mapToDouble(j -> draws.normal(j) * draws.normal(j))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(0, within(0.015));
        assertThat(square).isCloseTo(1, within(0.02));
    }

    @Test
    void drawsDependOnSeedSampleAndPositionOnly() {
        assertThat(new CounterRandom(1, 2).normal(3)).isEqualTo(new CounterRandom(1, 2).normal(3));
        assertThat(new CounterRandom(1, 2).normal(3)).isNotEqualTo(new CounterRandom(2, 1).normal(3));
        assertThat(new CounterRandom(1, 2).uniform(3)).isNotEqualTo(new CounterRandom(1, 3).uniform(2));
        assertThat(IntStream.range(0, 1000)
                        .map(i -> new CounterRandom(5, i).below(4, 1))
                        .distinct())
                .containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void ordersAreDrawnAlikeAndHoldEachNumberOnce() {
        int[] firsts = new int[4];
        for (int sample = 0; sample < 4000; sample++) {
            int[] order = new CounterRandom(7, sample).permutation(4);
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3);
            firsts[order[0]]++;
        }
        for (int count : firsts) {
            assertThat(count).isBetween(880, 1120); // 1000 ± 4.4 standard deviations
        }
        assertThat(new CounterRandom(7, 0).permutation(0)).isEmpty();
    }
}
