package xai4j.shap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.Goldens;
import xai4j.coalition.mask.MaskBatch;
import xai4j.shap.ClosedGames;

class GaussianProcessTest {
    private static Estimate sampled(Game game, int samples, Estimator estimator, long seed) {
        return new KernelShapEstimator(new KernelShapSettings(samples, Sampling.LEVERAGE, estimator, 0, 0, seed))
                .estimate(game, game.evaluate(MaskBatch.full(game.players(), 1)), Integer.MAX_VALUE, false);
    }

    @Test
    void covariancesOfValuesAreTheShapleyValuesOfCovariances() {
        int players = 6;
        OddKernel kernel = new OddKernel(players, 0.8, 2);
        double[] byDistance = kernel.byDistance();
        int some = 0b001011;
        double[] table = new double[1 << players];
        Arrays.setAll(table, s -> byDistance[Integer.bitCount(s ^ some)]);
        double[] values = ShapleyTable.values(Game.table(players, table), new double[] {table[63]})[0];
        assertThat(values[0]).isCloseTo(kernel.ofMembers()[3], within(1e-12));
        assertThat(values[2]).isCloseTo(kernel.ofOthers()[3], within(1e-12));
        double[] ofFirst = new double[1 << players];
        Arrays.setAll(
                ofFirst,
                s -> (s & 1) == 1 ? kernel.ofMembers()[Integer.bitCount(s)] : kernel.ofOthers()[Integer.bitCount(s)]);
        double variance = ShapleyTable.values(Game.table(players, ofFirst), new double[] {ofFirst[63]})[0][0];
        assertThat(kernel.ofValue()).isCloseTo(variance, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"12, 250, 0.7", "12, 1000, 0.4", "50, 1000, 0.9"})
    void smoothGamesNeedFewerCalls(int players, int samples, double ratio) {
        double regression = 0;
        double process = 0;
        for (int seed = 0; seed < 8; seed++) {
            ClosedGames.Known known = ClosedGames.interacting(players, 60, 7, seed);
            double[] full = known.full();
            regression += known.normalisedError(
                    sampled(known.game, samples, Estimator.REGRESSION, seed).values()[0]);
            Estimate estimate = sampled(known.game, samples, Estimator.GAUSSIAN_PROCESS, seed);
            process += known.normalisedError(estimate.values()[0]);
            assertThat(Arrays.stream(estimate.values()[0]).sum()).isCloseTo(full[0] - 0.7, within(1e-9));
        }
        assertThat(process).isLessThan(ratio * regression);
    }

    @Test
    void aNetworkIsExplainedFromAQuarterOfTheCalls() {
        double quarter = 0;
        double textbook = 0;
        for (int image = 0; image < Goldens.IMAGES; image++) {
            Game game = Goldens.logits("segmean", image);
            double[] full = game.evaluate(MaskBatch.full(Goldens.REGIONS, 1));
            double[][] exact = ShapleyTable.values(game, full);
            for (int seed = 0; seed < 4; seed++) {
                double[][] few =
                        sampled(game, 125, Estimator.GAUSSIAN_PROCESS, seed).values();
                double[][] many = new KernelShapEstimator(
                                new KernelShapSettings(500, Sampling.TEXTBOOK, Estimator.REGRESSION, 0, 0, seed))
                        .estimate(game, full, 5000, false)
                        .values();
                quarter += squares(few, exact);
                textbook += squares(many, exact);
            }
        }
        assertThat(quarter).isLessThan(1.1 * textbook);
    }

    private static double squares(double[][] values, double[][] exact) {
        double sum = 0;
        for (int t = 0; t < exact.length; t++) {
            for (int i = 0; i < exact[t].length; i++) {
                sum += Math.pow(values[t][i] - exact[t][i], 2);
            }
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"12, 150", "12, 600", "50, 400"})
    void standardErrorsCover(int players, int samples) {
        ClosedGames.Known known = ClosedGames.interacting(players, 60, 7, 11);
        int covered = 0;
        int seeds = 60;
        for (int seed = 0; seed < seeds; seed++) {
            Estimate estimate = sampled(known.game, samples, Estimator.GAUSSIAN_PROCESS, seed);
            for (int i = 0; i < players; i++) {
                double error = Math.abs(estimate.values()[0][i] - known.values[i]);
                covered += error <= 1.96 * estimate.standardErrors().orElseThrow()[0][i] ? 1 : 0;
            }
        }
        assertThat(covered / (double) (seeds * players)).isBetween(0.88, 1.0);
    }

    @Test
    void aConstantGameIsWorthNothing() {
        Game constant = Game.of(30, 1, masks -> new double[masks.rows()]);
        Estimate estimate = sampled(constant, 100, Estimator.GAUSSIAN_PROCESS, 0);
        assertThat(estimate.values()[0]).containsOnly(0.0);
        assertThat(estimate.standardErrors().orElseThrow()[0]).containsOnly(0.0);
    }

    @Test
    void tooManySamplesAreRefusedWithTheRemedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sampled(ClosedGames.additive(30, 1).game, 5000, Estimator.GAUSSIAN_PROCESS, 0))
                .withMessageContaining("at most 4000 samples")
                .withMessageContaining("regression");
    }
}
