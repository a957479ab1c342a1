package xai4j.shap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.sampling.PairSampler;
import xai4j.coalition.sampling.Strata;
import xai4j.shap.ClosedGames;
import xai4j.shap.permutation.PermutationEstimator;
import xai4j.shap.permutation.Permutations;

class ShapleyLawsTest {
    private static double[] table(int players, long seed) {
        return new SplittableRandom(seed).doubles(1L << players, -1, 1).toArray();
    }

    private static double[] exact(int players, double[] table) {
        return ShapleyTable.values(Game.table(players, table), new double[] {table[table.length - 1]})[0];
    }

    private static Estimate sampled(Game game, int samples, Sampling sampling, long seed) {
        return new KernelShapEstimator(new KernelShapSettings(samples, sampling, Estimator.REGRESSION, 0, 0, seed))
                .estimate(game, game.evaluate(MaskBatch.full(game.players(), 1)), Integer.MAX_VALUE, false);
    }

    @Property(tries = 60)
    void valuesSumToTheGainHoweverFewAreDrawn(
            @ForAll @IntRange(min = 1, max = 90) int players,
            @ForAll @IntRange(min = 2, max = 300) int samples,
            @ForAll Sampling sampling,
            @ForAll long seed) {
        ClosedGames.Known known = ClosedGames.interacting(players, players > 1 ? 20 : 0, 5, seed);
        Estimate estimate = sampled(known.game, samples, sampling, seed);
        double gain = known.full()[0] - 0.7;
        assertThat(Arrays.stream(estimate.values()[0]).sum())
                .isCloseTo(gain, within(1e-9 * Math.max(1, Math.abs(gain))));
    }

    @Property(tries = 30)
    void permutationsSumToTheGain(
            @ForAll @IntRange(min = 1, max = 9) int players, @ForAll Permutations scheme, @ForAll long seed) {
        double[] table = table(players, seed);
        double[] full = {table[table.length - 1]};
        Estimate estimate = new PermutationEstimator(scheme.draw(players, 7, seed), scheme.unit(players), 0)
                .estimate(Game.table(players, table), full);
        assertThat(Arrays.stream(estimate.values()[0]).sum()).isCloseTo(full[0] - table[0], within(1e-9));
    }

    @Property(tries = 40)
    void equalPlayersGetEqualValuesAndDummiesNothing(
            @ForAll @IntRange(min = 3, max = 9) int players, @ForAll long seed) {
        double[] free = table(players, seed);
        double[] table = new double[free.length];
        for (int s = 0; s < table.length; s++) {
            int withoutDummy = s & ~0b100;
            boolean one = (s & 0b11) == 0b10;
            table[s] = free[one ? withoutDummy ^ 0b11 : withoutDummy];
        }
        double[] values = exact(players, table);
        assertThat(values[0]).isCloseTo(values[1], within(1e-12));
        assertThat(values[2]).isCloseTo(0, within(1e-12));
    }

    @Property(tries = 40)
    void theSumOfGamesIsWorthTheSumOfValues(@ForAll @IntRange(min = 2, max = 14) int players, @ForAll long seed) {
        double[] a = table(players, seed);
        double[] b = table(players, ~seed);
        Game three = Game.of(players, 3, masks -> {
            double[] coalitionValues = new double[3 * masks.rows()];
            for (int row = 0; row < masks.rows(); row++) {
                int s = (int) masks.word(row, 0);
                coalitionValues[3 * row] = a[s];
                coalitionValues[3 * row + 1] = b[s];
                coalitionValues[3 * row + 2] = 2 * a[s] - b[s];
            }
            return coalitionValues;
        });
        double[][] values = sampled(three, 200, Sampling.LEVERAGE, seed).values();
        for (int i = 0; i < players; i++) {
            assertThat(values[2][i]).isCloseTo(2 * values[0][i] - values[1][i], within(1e-9));
        }
    }

    @Property(tries = 30)
    void namesOfPlayersDoNotMatter(@ForAll @IntRange(min = 2, max = 9) int players, @ForAll long seed) {
        double[] table = table(players, seed);
        int[][] order = Permutations.INDEPENDENT.draw(players, 1, seed);
        double[] renamed = new double[table.length];
        for (int s = 0; s < table.length; s++) {
            int other = 0;
            for (int i = 0; i < players; i++) {
                other |= (s >> i & 1) << order[0][i];
            }
            renamed[other] = table[s];
        }
        double[] values = exact(players, table);
        double[] others = exact(players, renamed);
        for (int i = 0; i < players; i++) {
            assertThat(others[order[0][i]]).isCloseTo(values[i], within(1e-12));
        }
    }

    @Property(tries = 60)
    void drawnCoalitionsAreDistinctAndOfTheRightSizes(
            @ForAll @IntRange(min = 2, max = 150) int players,
            @ForAll @IntRange(min = 1, max = 300) int pairs,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double all = players > 20 ? 1e9 : (1 << players - 1) - 1;
        int wanted = (int) Math.min(pairs, all);
        var strata = Strata.share(players, wanted, Sampling.LEVERAGE::share, random.nextDouble());
        MaskBatch drawn = new PairSampler(players, random).draw(strata);
        assertThat(drawn.rows()).isBetween(wanted - 1, wanted + 1);
        java.util.Set<MaskBatch> distinct = new java.util.HashSet<>();
        for (int row = 0; row < drawn.rows(); row++) {
            assertThat(drawn.size(row)).isBetween(1, players / 2);
            MaskBatch complement = MaskBatch.empty(players, 1);
            complement.setComplement(0, drawn, row);
            assertThat(distinct.add(drawn.slice(row, row + 1))).isTrue();
            assertThat(distinct.add(complement)).isTrue();
        }
    }
}
