package xai4j.coalition.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MomentsTest {
    private static MaskBatch random(int players, int rows, SplittableRandom random) {
        MaskBatch masks = MaskBatch.empty(players, rows);
        for (int row = 0; row < rows; row++) {
            double p = random.nextDouble();
            for (int player = 0; player < players; player++) {
                masks.set(row, player, random.nextDouble() < p);
            }
        }
        return masks;
    }

    @Property(tries = 40)
    void sumsEqualThoseOfPlainLoops(
            @ForAll @IntRange(min = 1, max = 140) int players,
            @ForAll @IntRange(min = 0, max = 200) int rows,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MaskBatch masks = random(players, rows, random);
        double[] weights = random.doubles(players + 1).toArray();
        double[] values = random.doubles(rows * 2L, -1, 1).toArray();
        Moments moments = Moments.of(masks, weights, values, 2);
        double[] gram = new double[players * players];
        double[] cross = new double[players];
        double weight = 0;
        double valueSquared = 0;
        for (int row = 0; row < rows; row++) {
            double w = weights[masks.size(row)];
            double y = values[2 * row + 1];
            weight += w;
            valueSquared += w * y * y;
            for (int i = 0; i < players; i++) {
                cross[i] += masks.present(row, i) ? w * y : 0;
                for (int j = 0; j < players; j++) {
                    gram[i * players + j] += masks.present(row, i) && masks.present(row, j) ? w : 0;
                }
            }
        }
        assertThat(moments.gram()).containsExactly(gram, within(1e-9));
        assertThat(moments.cross(1)).containsExactly(cross, within(1e-9));
        assertThat(moments.weight()).isCloseTo(weight, within(1e-9));
        assertThat(moments.valueSquared(1)).isCloseTo(valueSquared, within(1e-9));
    }

    @Property(tries = 20)
    void rowFactorsSumEqually(@ForAll @IntRange(min = 1, max = 140) int players, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MaskBatch masks = random(players, 50, random);
        double[] weights = new double[players + 1];
        java.util.Arrays.fill(weights, 0.7);
        double[] factors = new double[50];
        java.util.Arrays.fill(factors, 0.7);
        assertThat(RowGram.of(masks, factors))
                .containsExactly(Moments.of(masks, weights, new double[50], 1).gram(), within(1e-9));
    }
}
