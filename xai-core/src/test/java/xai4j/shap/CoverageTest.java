package xai4j.shap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.coalition.Estimate;
import xai4j.coalition.RegionExplainer;
import xai4j.coalition.ToyModel;
import xai4j.image.ImageInput;
import xai4j.shap.kernel.Estimator;
import xai4j.shap.kernel.Sampling;
import xai4j.shap.permutation.Permutations;

/** A 95 % interval, ± 1.96 standard errors as they are printed, holds the Shapley value in 93 to 97 % of all cases. */
class CoverageTest {
    private static final ToyModel NONE = new ToyModel(ImageInput.nchw(1, 2, 2));
    private static final double INTERVAL = 1.96;

    /** Pairs of orders are exact where only pairs of players interact; then there is no error but rounding. */
    private static final double ROUNDING = 1e-12;

    /** Games with groups of up to seven and of up to three players that earn together. */
    private static ClosedGames.Known[] games(int players) {
        return new ClosedGames.Known[] {
            ClosedGames.interacting(players, 60, 7, 11), ClosedGames.interacting(players, players, 3, 5)
        };
    }

    private static <S extends RegionExplainer<S>> double coverage(RegionExplainer<S> method, int players, int seeds) {
        int covered = 0;
        int all = 0;
        for (ClosedGames.Known known : games(players)) {
            for (long seed = 0; seed < seeds; seed++) {
                Estimate estimate = method.seed(seed).evaluate(known.game);
                double[] errors = estimate.standardErrors().orElseThrow()[0];
                for (int i = 0; i < players; i++, all++) {
                    double off = Math.abs(estimate.values()[0][i] - known.values[i]);
                    covered += off <= INTERVAL * errors[i] + ROUNDING ? 1 : 0;
                }
            }
        }
        return covered / (double) all;
    }

    @ParameterizedTest
    @CsvSource({
        "KERNEL, 60, 150", "KERNEL, 60, 300", "KERNEL, 50, 110", "KERNEL, 30, 100", "KERNEL, 12, 150",
        "LEVERAGE, 60, 150", "LEVERAGE, 60, 300", "LEVERAGE, 50, 110", "LEVERAGE, 30, 100", "LEVERAGE, 16, 60",
        "LEVERAGE, 60, 1000", "KERNEL, 60, 1400"
    })
    void ofKernelShap(Sampling sampling, int players, int samples) {
        KernelShap method = Explainers.kernelShap(NONE).sampling(sampling).samples(samples);
        assertThat(coverage(method, players, 60)).isBetween(0.93, 0.97);
    }

    @ParameterizedTest
    @CsvSource({"60, 300", "50, 250", "30, 150", "16, 80", "16, 250", "14, 500"})
    void ofTheAdjustedRegression(int players, int samples) {
        KernelShap method = Explainers.kernelShap(NONE)
                .estimator(Estimator.ADJUSTED_REGRESSION)
                .samples(samples);
        assertThat(coverage(method, players, 60)).isBetween(0.93, 0.97);
    }

    @ParameterizedTest
    @CsvSource({"60, 150", "60, 300", "30, 100", "16, 60"})
    void ofTheGaussianProcess(int players, int samples) {
        KernelShap method = Explainers.kernelShap(NONE)
                .estimator(Estimator.GAUSSIAN_PROCESS)
                .samples(samples);
        assertThat(coverage(method, players, 30)).isBetween(0.93, 0.97);
    }

    @ParameterizedTest
    @CsvSource({"60, 2000", "60, 1600", "30, 800", "16, 400", "12, 280"})
    void ofSampledOrders(int players, int samples) {
        assertThat(coverage(Explainers.shapleySampling(NONE).samples(samples), players, 60))
                .isBetween(0.93, 0.97);
    }

    @Test
    void onlyWholeUnitsOfOrdersCount() {
        ClosedGames.Known known = ClosedGames.interacting(60, 60, 7, 11);
        Estimate estimate = Explainers.shapleySampling(NONE).evaluate(known.game);
        assertThat(estimate.diagnostics().measures()).containsEntry("permutations", 32.0);
        assertThat(estimate.standardErrors().orElseThrow()[0]).doesNotContain(0.0);
        Estimate odd = Explainers.shapleySampling(NONE).permutations(33).evaluate(known.game);
        assertThat(odd.values()).isDeepEqualTo(estimate.values());
    }

    @Test
    void aPartOfAUnitHasNoErrorBarsButAWord() {
        ClosedGames.Known known = ClosedGames.interacting(20, 20, 3, 1);
        for (Permutations scheme : Permutations.values()) {
            Estimate estimate = Explainers.shapleySampling(NONE)
                    .scheme(scheme)
                    .permutations(1)
                    .evaluate(known.game);
            assertThat(estimate.standardErrors()).isEmpty();
            assertThat(estimate.diagnostics().verdicts())
                    .anyMatch(verdict -> verdict.contains("how uncertain the values are is not known"));
        }
        assertThat(Explainers.shapleySampling(NONE)
                        .scheme(Permutations.STRATIFIED)
                        .permutations(39)
                        .evaluate(known.game)
                        .standardErrors())
                .isEmpty();
    }

    @Test
    void fewOrdersHaveErrorBarsAndAWord() {
        Estimate estimate =
                Explainers.shapleySampling(NONE).permutations(8).evaluate(ClosedGames.interacting(20, 20, 3, 1).game);
        assertThat(estimate.standardErrors()).isPresent();
        assertThat(estimate.diagnostics().verdicts())
                .anyMatch(verdict -> verdict.contains("rest on 4 independent draws only"));
    }

    @Test
    void hardlyMorePairsThanRegionsHaveNoErrorBars() {
        ClosedGames.Known known = ClosedGames.interacting(30, 30, 3, 1);
        for (int samples : new int[] {40, 58, 60, 64}) {
            Estimate estimate = Explainers.kernelShap(NONE).samples(samples).evaluate(known.game);
            assertThat(estimate.standardErrors()).isEmpty();
            assertThat(estimate.diagnostics().verdicts())
                    .anyMatch(verdict -> verdict.contains("not determined") || verdict.contains("is not known"));
        }
        assertThat(Explainers.kernelShap(NONE).samples(66).evaluate(known.game).standardErrors())
                .isPresent();
    }

    @Test
    void theTextbookSaysThatItKnowsNoErrorBars() {
        Estimate estimate = Explainers.kernelShap(NONE)
                .sampling(Sampling.TEXTBOOK)
                .samples(300)
                .evaluate(ClosedGames.interacting(30, 30, 3, 1).game);
        assertThat(estimate.standardErrors()).isEmpty();
        assertThat(estimate.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("no error bars"));
    }
}
