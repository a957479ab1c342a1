package xai4j.visualize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import xai4j.Models;
import xai4j.explain.Target;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.visualize.objective.FeatureObjective;
import xai4j.visualize.objective.ObjectiveEvaluation;
import xai4j.visualize.optimizer.Optimizer;
import xai4j.visualize.parameterization.FourierParameterization;

/** Feature visualisation against Lucent's parameterisation, its first gradient and its losses over twelve steps of Adam. */
class LucentGoldenTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");
    private static final int SIDE = 32;

    @Test
    void thePictureOfASpectrumIsLucents() {
        FourierParameterization picture = spectrum();
        assertClose(picture.rgb(), golden("rgb"), 1e-6);
    }

    @Test
    void firstGradientAndLossesAreLucents() {
        try (DifferentiableModel model = open()) {
            ObjectiveEvaluation objective =
                    new ObjectiveEvaluation(model, FeatureObjective.channel(model.layer("relu3"), 7));
            FourierParameterization picture = spectrum();
            Tensor losses = golden("losses");
            Optimizer adam = Optimizer.adam(0.05);
            for (int step = 0; step < losses.size(); step++) {
                ObjectiveEvaluation.Answer answer = objective.at(batch(picture.rgb()));
                assertThat(-answer.mean()).isCloseTo(losses.at(step), within(2e-3));
                float[] uphill = picture.backward(answer.gradient().toArray());
                if (step == 0) {
                    assertThat(-answer.mean()).isCloseTo(losses.at(0), within(1e-5));
                    float[] downhill = uphill.clone();
                    for (int i = 0; i < downhill.length; i++) {
                        downhill[i] = -downhill[i];
                    }
                    assertClose(downhill, golden("grad_step0"), 1e-4);
                }
                adam.step(picture.parameters(), uphill);
            }
            assertClose(picture.rgb(), golden("rgb_after12"), 0.02);
        }
    }

    @Test
    void theDefaultsFindAPictureThatTheNetworkTakesForItsClass() {
        try (DifferentiableModel model = open(Preprocessing.tensorflow())) {
            for (int index = 0; index < 5; index++) {
                FeatureImage image = FeatureVisualizer.best(model)
                        .with(FeatureOptions.STEPS, 100)
                        .visualizeClass(index);
                Tensor pixels = image.values().copy();
                for (int i = 0; i < pixels.size(); i++) {
                    pixels.set(i, 2 * pixels.at(i) - 1);
                }
                Tensor probabilities = model.predict(pixels, Score.PROBABILITY);
                assertThat(Target.predicted().resolve(probabilities.row(0).toArray(), java.util.List.of()))
                        .containsExactly(index);
                assertThat(probabilities.get(0, index)).isGreaterThan(0.9f);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSamePicture() {
        try (DifferentiableModel model = open()) {
            FeatureVisualizer short10 = FeatureVisualizer.tutorial(model).with(FeatureOptions.STEPS, 10);
            assertThat(short10.visualizeClass(2).values())
                    .isEqualTo(short10.visualizeClass(2).values());
            assertThat(short10.with(FeatureOptions.SEED, 5L).visualizeClass(2).values())
                    .isNotEqualTo(short10.visualizeClass(2).values());
        }
    }

    private static DifferentiableModel open() {
        return open(Preprocessing.unit());
    }

    private static DifferentiableModel open(Preprocessing preprocessing) {
        return Models.load(
                GOLDENS.resolve("models/cnn_gap.onnx"),
                DifferentiableModel.class,
                LoadOptions.defaults().withPreprocessing(preprocessing));
    }

    private static FourierParameterization spectrum() {
        return new FourierParameterization(SIDE, SIDE, golden("spectrum").toArray());
    }

    private static Tensor batch(float[] rgb) {
        return Tensor.of(Shape.of(1, 3, SIDE, SIDE), rgb);
    }

    private static Tensor golden(String name) {
        return Npy.readFloat(GOLDENS.resolve("featvis/" + name + ".npy"));
    }

    private static void assertClose(float[] actual, Tensor expected, double relative) {
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
            worst = Math.max(worst, Math.abs(actual[i] - expected.at(i)));
        }
        assertThat(worst / largest).isLessThan(relative);
    }
}
