package xai4j.shap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.Goldens;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.sampling.PairSampler;
import xai4j.coalition.sampling.Strata;
import xai4j.coalition.sampling.Stratum;
import xai4j.segment.Segmentation;
import xai4j.shap.permutation.PermutationEstimator;
import xai4j.tensor.Tensor;

class ShapleyGoldenTest {
    private static double[] full(Game game) {
        return game.evaluate(MaskBatch.full(game.players(), 1));
    }

    private static void assertValues(double[][] values, Tensor expected, int image, double tolerance) {
        for (int t = 0; t < Goldens.CLASSES; t++) {
            for (int region = 0; region < Goldens.REGIONS; region++) {
                assertThat(values[t][region]).isCloseTo(expected.get(image, region, t), within(tolerance));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"zero, shapley_exact", "segmean, shapley_exact", "zero, kernelshap_all", "segmean, kernelshap_all"})
    void enumeratedGamesGiveTheReferenceValues(String fill, String reference) {
        for (int image = 0; image < Goldens.IMAGES; image++) {
            Game game = Goldens.logits(fill, image);
            Estimate estimate = new KernelShapEstimator(
                            new KernelShapSettings(1022, Sampling.LEVERAGE, Estimator.REGRESSION, 0, 0, 0))
                    .estimate(game, full(game), 5000, false);
            assertValues(estimate.values(), Goldens.floats(reference + "_" + fill), image, 1e-6);
            assertThat(estimate.standardErrors().orElseThrow()[0]).containsOnly(0.0);
        }
    }

    @Test
    void theRegressionOverAllPairsIsExactToo() {
        List<Stratum> strata = Strata.share(Goldens.REGIONS, 511, Sampling.LEVERAGE::share, 0.3);
        MaskBatch pairs = new PairSampler(Goldens.REGIONS, new SplittableRandom(1)).draw(strata);
        MaskBatch both = MaskBatch.empty(Goldens.REGIONS, 1022);
        for (int row = 0; row < pairs.rows(); row++) {
            both.setRow(2 * row, pairs, row);
            both.setComplement(2 * row + 1, pairs, row);
        }
        for (int image = 0; image < Goldens.IMAGES; image++) {
            Game game = Goldens.logits("segmean", image);
            double[] gains = full(game);
            double[] empty = game.evaluate(MaskBatch.empty(Goldens.REGIONS, 1));
            java.util.Arrays.setAll(gains, t -> gains[t] - empty[t]);
            PairedRegression regression = new PairedRegression(pairs, game.evaluate(both), gains, strata, false);
            double[][] values = new double[Goldens.CLASSES][];
            java.util.Arrays.setAll(values, regression::values);
            assertValues(values, Goldens.floats("shapley_exact_segmean"), image, 1e-6);
            assertThat(regression.standardErrors(0, values[0])).containsOnly(0.0);
        }
    }

    @Test
    void theTextbookWithEveryCoalitionIsExact() {
        Game game = Goldens.logits("segmean", 1);
        ReferenceSampler textbook = ReferenceSampler.draw(Goldens.REGIONS, 1022, new SplittableRandom(0));
        double[] empty = game.evaluate(MaskBatch.empty(Goldens.REGIONS, 1));
        double[] gains = full(game);
        java.util.Arrays.setAll(gains, t -> gains[t] - empty[t]);
        double[] coalitionValues = game.evaluate(textbook.masks());
        double[][] values = new double[Goldens.CLASSES][];
        java.util.Arrays.setAll(values, t -> textbook.values(textbook.masks(), coalitionValues, t, empty, gains));
        assertThat(textbook.masks().rows()).isEqualTo(1022);
        assertValues(values, Goldens.floats("shapley_exact_segmean"), 1, 1e-6);
    }

    @Test
    void givenPermutationsMatchCaptum() {
        int[] flat = Goldens.integers("shapley_sampling_perms").values();
        int[][] orders = new int[12][Goldens.REGIONS];
        for (int i = 0; i < flat.length; i++) {
            orders[i / Goldens.REGIONS][i % Goldens.REGIONS] = flat[i];
        }
        Tensor captum = Goldens.floats("shapley_sampling");
        Segmentation segments = Goldens.segments();
        for (int image = 0; image < Goldens.IMAGES; image++) {
            Game game = Goldens.logits("zero", image);
            Estimate estimate = new PermutationEstimator(orders, 1, 0).estimate(game, full(game));
            for (int i = 0; i < 32 * 32; i++) {
                assertThat(estimate.values()[Goldens.TARGETS[image]][segments.at(i % 32, i / 32)])
                        .isCloseTo(captum.get(image, 1, i / 32, i % 32), within(1e-5));
            }
        }
    }
}
