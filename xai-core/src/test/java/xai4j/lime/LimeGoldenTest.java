package xai4j.lime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.Goldens;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.sampling.MaskSampling;
import xai4j.tensor.Tensor;

class LimeGoldenTest {
    private static final Offset<Double> TOLERANCE = within(2e-5);

    private static LimeSettings settings(double kernelWidth, int features) {
        return new LimeSettings(
                1024, MaskSampling.COIN_FLIPS, Distance.COSINE, kernelWidth, 1, Selection.AUTO, features, 0, 0);
    }

    private static Estimate estimate(int image, LimeSettings settings) {
        Game game = Goldens.probabilities("segmean", image);
        double[] full = game.evaluate(MaskBatch.full(Goldens.REGIONS, 1));
        return new LimeEstimator(settings, 0).estimate(game, full, Integer.MAX_VALUE);
    }

    private static void assertCoefficients(Estimate estimate, Tensor expected, int image) {
        for (int t = 0; t < Goldens.CLASSES; t++) {
            for (int region = 0; region < Goldens.REGIONS; region++) {
                assertThat(estimate.values()[t][region])
                        .as("image %d class %d region %d", image, t, region)
                        .isCloseTo(expected.get(image, region, t), TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.75})
    void enumeratedGamesMatchTheOriginal(double width) {
        String name = "lime_full_kw" + width + "_";
        for (int image = 0; image < Goldens.IMAGES; image++) {
            Estimate estimate = estimate(image, settings(width, 0));
            assertCoefficients(estimate, Goldens.floats(name + "coef"), image);
            for (int t = 0; t < Goldens.CLASSES; t++) {
                assertMeasure(
                        estimate,
                        "intercept[" + t + "]",
                        Goldens.floats(name + "intercept").get(image, t));
                assertMeasure(
                        estimate, "r2[" + t + "]", Goldens.floats(name + "r2").get(image, t));
                assertMeasure(
                        estimate,
                        "local-prediction[" + t + "]",
                        Goldens.floats(name + "localpred").get(image, t));
            }
        }
    }

    private static void assertMeasure(Estimate estimate, String name, double expected) {
        assertThat(estimate.diagnostics().measures().get(name)).as(name).isCloseTo(expected, TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.75})
    void forwardSelectionOfFourRegionsMatchesTheOriginal(double width) {
        for (int image = 0; image < Goldens.IMAGES; image++) {
            Estimate estimate = estimate(image, settings(width, 4));
            assertCoefficients(estimate, Goldens.floats("lime_full_kw" + width + "_coef_top4"), image);
        }
    }

    @Test
    void enumeratedRowsAreInTheOrderOfTheOriginal() {
        int[] expected = Goldens.integers("lime_full_data").values();
        MaskBatch masks = LimeMasks.all(Goldens.REGIONS);
        for (int i = 0; i < expected.length; i++) {
            assertThat(masks.present(i / Goldens.REGIONS, i % Goldens.REGIONS)).isEqualTo(expected[i] == 1);
        }
    }

    @Test
    void sampledMasksOfTheOriginalGiveItsCoefficients() {
        int[] drawn = Goldens.integers("lime_e2e_masks").values();
        for (int image = 0; image < Goldens.IMAGES; image++) {
            MaskBatch masks = MaskBatch.empty(Goldens.REGIONS, 200);
            for (int i = 0; i < 2000; i++) {
                masks.set(i / 10, i % 10, drawn[image * 2000 + i] == 1);
            }
            double[] coalitionValues = Goldens.probabilities("segmean", image).evaluate(masks);
            Estimate estimate =
                    new LimeEstimator(settings(0.25, 0), 0).fit(masks, coalitionValues, Goldens.CLASSES, false);
            assertCoefficients(estimate, Goldens.floats("lime_e2e_coef"), image);
        }
    }
}
