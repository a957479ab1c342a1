package xai4j.shap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.baseline.Baseline;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.ToyModel;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.scoring.Budget;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.shap.kernel.Estimator;
import xai4j.shap.kernel.KernelShapEstimator;
import xai4j.shap.kernel.KernelShapSettings;
import xai4j.shap.kernel.Sampling;
import xai4j.shap.permutation.PermutationEstimator;
import xai4j.shap.permutation.Permutations;

class ShapleyTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 16, 24);
    private static final PreparedImage IMAGE = ToyModel.image(INPUT, 1);
    private static final Segmentation MANY = ToyModel.grid(24, 16, 12, 8);
    private static final Segmentation FEW = ToyModel.grid(24, 16, 3, 2);

    private static Estimate sampled(Game game, int samples, long seed) {
        return new KernelShapEstimator(
                        new KernelShapSettings(samples, Sampling.LEVERAGE, Estimator.REGRESSION, 0, 0, seed))
                .estimate(game, game.evaluate(MaskBatch.full(game.players(), 1)), Integer.MAX_VALUE, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 50, 63, 64, 65, 200})
    void additiveGamesAreSolvedExactly(int players) {
        ClosedGames.Known known = ClosedGames.additive(players, players);
        Estimate estimate = sampled(known.game, 4 * players + 40, 3);
        assertThat(estimate.values()[0]).containsExactly(known.values, within(1e-9));
        assertThat(estimate.standardErrors().orElseThrow()[0]).containsOnly(new double[players], within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 100})
    void pairwiseInteractionsAreSolvedExactlyByPairs(int players) {
        ClosedGames.Known known = ClosedGames.interacting(players, 200, 2, 5);
        assertThat(known.normalisedError(sampled(known.game, 400, 3).values()[0]))
                .isLessThan(1e-9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void interactingGamesOfFiftyPlayersAreWithinThreePercent(long seed) {
        ClosedGames.Known known = ClosedGames.interacting(50, 50, 3, seed);
        double error = known.normalisedError(sampled(known.game, 4000, seed).values()[0]);
        assertThat(error).isLessThan(0.03);
    }

    @ParameterizedTest
    @CsvSource({"12, 150", "12, 600", "50, 600", "16, 100"})
    void standardErrorsCover(int players, int samples) {
        ClosedGames.Known known = ClosedGames.interacting(players, 60, 7, 11);
        int covered = 0;
        for (int seed = 0; seed < 200; seed++) {
            Estimate estimate = sampled(known.game, samples, seed);
            for (int i = 0; i < players; i++) {
                double error = Math.abs(estimate.values()[0][i] - known.values[i]);
                covered += error <= 1.96 * estimate.standardErrors().orElseThrow()[0][i] ? 1 : 0;
            }
        }
        assertThat(covered / (200.0 * players)).isBetween(0.90, 0.99);
    }

    @ParameterizedTest
    @CsvSource({"ANTITHETIC, 40", "INDEPENDENT, 40", "STRATIFIED, 240"})
    void standardErrorsOfPermutationsCover(Permutations scheme, int orders) {
        ClosedGames.Known known = ClosedGames.interacting(12, 60, 7, 11);
        int covered = 0;
        for (int seed = 0; seed < 200; seed++) {
            Estimate estimate = new PermutationEstimator(scheme.draw(12, orders, seed), scheme.unit(12), 0)
                    .estimate(known.game, known.full());
            for (int i = 0; i < 12; i++) {
                double error = Math.abs(estimate.values()[0][i] - known.values[i]);
                covered += error <= 1.96 * estimate.standardErrors().orElseThrow()[0][i] ? 1 : 0;
            }
        }
        assertThat(covered / 2400.0).isBetween(0.90, 0.99);
    }

    @Test
    void samplingStopsWhenItIsAccurateEnough() {
        ClosedGames.Known known = ClosedGames.interacting(50, 40, 4, 2);
        Estimate estimate = new KernelShapEstimator(
                        new KernelShapSettings(100_000, Sampling.LEVERAGE, Estimator.REGRESSION, 0.02, 0, 1))
                .estimate(known.game, known.full(), Integer.MAX_VALUE, false);
        assertThat(estimate.diagnostics().measures().get("samples")).isBetween(1000.0, 60_000.0);
        assertThat(estimate.diagnostics().measures().get("relative-error")).isLessThanOrEqualTo(0.02);
    }

    @Test
    void permutationsStopWhenTheyAreAccurateEnough() {
        ClosedGames.Known known = ClosedGames.interacting(30, 40, 4, 2);
        for (Permutations scheme : Permutations.values()) {
            Estimate estimate = new PermutationEstimator(scheme.draw(30, 30_000, 1), scheme.unit(30), 0.05)
                    .estimate(known.game, known.full());
            assertThat(estimate.diagnostics().measures().get("permutations")).isBetween(8.0, 5000.0);
            assertThat(estimate.relativeError()).isLessThanOrEqualTo(0.05);
            assertThat(known.normalisedError(estimate.values()[0])).isLessThan(0.2);
        }
    }

    @Test
    void aBudgetOfEvaluationsIsKeptAndSaid() {
        ToyModel model = new ToyModel(INPUT);
        SegmentAttribution why = Explainers.kernelShap(model)
                .segmentation(MANY)
                .maxEvaluations(301)
                .explain(IMAGE);
        assertThat(why.provenance().evaluations()).isBetween(299L, 301L);
        assertThat(model.images.get()).isEqualTo((int) why.provenance().evaluations());
        assertThat(why.standardErrors()).isPresent();
    }

    @Test
    void aBudgetOfTimeEndsWithAnAnswer() {
        ToyModel slow = new ToyModel(INPUT) {
            @Override
            public xai4j.tensor.Tensor predict(xai4j.tensor.Tensor batch) {
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                return super.predict(batch);
            }
        };
        SegmentAttribution why = Explainers.exactShapley(slow)
                .segmentation(ToyModel.grid(24, 16, 4, 4))
                .batchSize(4)
                .maxTime(Duration.ofMillis(300))
                .explain(IMAGE);
        assertThat(why.provenance().evaluations()).isBetween(5L, 500L);
        assertThat(why.diagnostics().verdicts()).anyMatch(verdict -> verdict.startsWith("stopped by the budget"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aBudgetThatSaysNothingIsRefused(int evaluations) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Explainers.kernelShap(new ToyModel(INPUT))
                        .segmentation(MANY)
                        .maxEvaluations(evaluations)
                        .explain(IMAGE))
                .withMessageContaining("budget is too small");
    }

    @Test
    void morePlayersThanSamplesIsSaid() {
        SegmentAttribution why = Explainers.kernelShap(new ToyModel(INPUT))
                .segmentation(MANY)
                .samples(60)
                .explain(IMAGE);
        assertThat(why.diagnostics().verdicts())
                .anyMatch(verdict -> verdict.startsWith("fewer pairs of coalitions (30) than regions (96)"));
    }

    @Test
    void oneRegionIsWorthTheWholeGainAndSaysSo() {
        Segmentation one = ToyModel.grid(24, 16, 1, 1);
        for (SegmentAttribution why : new SegmentAttribution[] {
            Explainers.kernelShap(new ToyModel(INPUT))
                    .segmentation(one)
                    .fill(Baseline.zero())
                    .explain(IMAGE),
            Explainers.exactShapley(new ToyModel(INPUT))
                    .segmentation(one)
                    .fill(Baseline.zero())
                    .explain(IMAGE),
            Explainers.shapleySampling(new ToyModel(INPUT))
                    .segmentation(one)
                    .fill(Baseline.zero())
                    .explain(IMAGE)
        }) {
            assertThat((double) why.values().get(0, 0))
                    .isCloseTo(why.targets().get(0).score(), within(1e-6));
            assertThat(why.diagnostics().verdicts())
                    .anyMatch(verdict -> verdict.startsWith("there is only one region"));
        }
    }

    @Test
    void tooManyRegionsForExactValuesAreRefusedWithTheRemedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Explainers.exactShapley(new ToyModel(INPUT))
                        .segmentation(MANY)
                        .explain(IMAGE))
                .withMessageContaining("96 regions need 2^96 model calls")
                .withMessageContaining("kernel-shap");
    }

    @Test
    void everyTargetComesFromTheSameCalls() {
        ToyModel model = new ToyModel(INPUT);
        SegmentAttribution all = Explainers.kernelShap(model)
                .segmentation(MANY)
                .samples(500)
                .target(Target.top(3))
                .explain(IMAGE);
        assertThat(model.images).hasValue(502);
        SegmentAttribution one = Explainers.kernelShap(model)
                .segmentation(MANY)
                .samples(500)
                .target(Target.index(all.targets().get(2).index()))
                .explain(IMAGE);
        assertThat(all.values().row(2)).isEqualTo(one.values().row(0));
    }

    @Test
    void exactValuesNeedEveryCoalitionOnce() {
        ToyModel model = new ToyModel(INPUT);
        SegmentAttribution why =
                Explainers.exactShapley(model).segmentation(FEW).explain(IMAGE);
        assertThat(model.images).hasValue(64);
        assertThat(why.provenance().evaluations()).isEqualTo(64);
    }

    @Test
    void aLassoPathFindsTheFewPlayersThatMatter() {
        Game few = Game.of(40, 1, masks -> {
            double[] coalitionValues = new double[masks.rows()];
            for (int row = 0; row < coalitionValues.length; row++) {
                coalitionValues[row] = (masks.present(row, 3) ? 2 : 0)
                        - (masks.present(row, 17) ? 1 : 0)
                        + (masks.present(row, 30) && masks.present(row, 31) ? 3 : 0);
            }
            return coalitionValues;
        });
        double[] values = new KernelShapEstimator(
                        new KernelShapSettings(120, Sampling.LEVERAGE, Estimator.REGRESSION, 0, 4, 5))
                .estimate(few, new double[] {4}, 1000, false)
                .values()[0];
        double[] expected = new double[40];
        expected[3] = 2;
        expected[17] = -1;
        expected[30] = 1.5;
        expected[31] = 1.5;
        assertThat(values).containsExactly(expected, within(1e-9));
    }

    @Test
    void aGameMayEndWithinItsBudget() {
        ClosedGames.Known known = ClosedGames.interacting(30, 20, 3, 2);
        Estimate whole = sampled(known.game, 1000, 1);
        Estimate cut = sampled(known.game.within(Budget.evaluations(302)), 1000, 1);
        assertThat(cut.diagnostics().measures()).containsEntry("samples", 300.0);
        assertThat(known.normalisedError(cut.values()[0])).isLessThan(0.5);
        assertThat(whole.values()[0]).isNotEqualTo(cut.values()[0]);
    }
}
