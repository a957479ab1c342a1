package xai4j.visualize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import xai4j.Models;
import xai4j.explain.Progress;
import xai4j.image.Preprocessing;
import xai4j.json.ExplanationJson;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.tensor.Tensor;
import xai4j.visualize.objective.FeatureObjective;
import xai4j.visualize.objective.ObjectiveEvaluation;

/** What objectives, starts, budgets and failures do, on a small ONNX network. */
class FeatureVisualizerTest {
    private static final Path MODEL = Path.of("src/test/resources/goldens/models/cnn_gap.onnx");

    private final DifferentiableModel model = Models.load(
            MODEL, DifferentiableModel.class, LoadOptions.defaults().withPreprocessing(Preprocessing.tensorflow()));
    private final Layer maps = model.layer("relu3");

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void anObjectiveOverSeveralPlacesIsTheSumOfItsParts() {
        FeatureObjective channel = FeatureObjective.channel(maps, 3);
        FeatureObjective logit = FeatureObjective.logit(1);
        FeatureObjective energy = FeatureObjective.layer(model.layer("relu2"));
        Tensor batch = noise(2);
        ObjectiveEvaluation.Answer whole =
                new ObjectiveEvaluation(model, channel.plus(logit).minus(energy.times(0.5))).at(batch);
        ObjectiveEvaluation.Answer a = new ObjectiveEvaluation(model, channel).at(batch);
        ObjectiveEvaluation.Answer b = new ObjectiveEvaluation(model, logit).at(batch);
        ObjectiveEvaluation.Answer c = new ObjectiveEvaluation(model, energy).at(batch);
        for (int row = 0; row < 2; row++) {
            assertThat(whole.values().get(row))
                    .isCloseTo(
                            a.values().get(row)
                                    + b.values().get(row)
                                    - 0.5 * c.values().get(row),
                            within(1e-5));
        }
        for (int i = 0; i < batch.size(); i++) {
            float expected = a.gradient().at(i)
                    + b.gradient().at(i)
                    - 0.5f * c.gradient().at(i);
            assertThat(whole.gradient().at(i)).isCloseTo(expected, within(1e-5f));
        }
    }

    @Test
    void linearObjectivesAskTheSameTheSecondTime() {
        ObjectiveEvaluation run = new ObjectiveEvaluation(model, FeatureObjective.neuron(maps, 2, 1, 0));
        Tensor batch = noise(2);
        ObjectiveEvaluation.Answer first = run.at(batch);
        ObjectiveEvaluation.Answer second = run.at(batch);
        assertThat(second.values()).isEqualTo(first.values());
        assertThat(second.gradient()).isEqualTo(first.gradient());
    }

    @Test
    void oneClassButNotAnotherSeparatesThem() {
        FeatureObjective difference = FeatureObjective.logit(2).minus(FeatureObjective.logit(4));
        FeatureImage made = quick().visualize(difference, "2 but not 4");
        assertThat(made.targets().get(0).score()).isGreaterThan(made.objective().get(0) + 1);
    }

    @Test
    void diversityMakesPicturesDifferent() {
        FeatureVisualizer four = quick().with(FeatureOptions.IMAGES, 4);
        FeatureObjective channel = FeatureObjective.channel(maps, 7);
        FeatureObjective diverse = channel.plus(FeatureObjective.diversity(maps).times(5));
        assertThat(likeness(four.visualize(diverse, "diverse"))).isLessThan(likeness(four.visualize(channel, "alike")));
    }

    @Test
    void theFirstOfSeveralPicturesIsThatOfARunWithOne() {
        FeatureImage one = quick().visualizeClass(0);
        FeatureImage three = quick().with(FeatureOptions.IMAGES, 3).visualizeClass(0);
        assertThat(three.targets()).hasSize(3);
        assertThat(three.values().row(0)).isEqualTo(one.values().row(0));
        assertThat(three.values().row(1)).isNotEqualTo(one.values().row(0));
    }

    @Test
    void anInvertedPhotographLooksAlikeToTheLayer() {
        FeatureImage made = quick().with(FeatureOptions.STEPS, 200)
                .with(FeatureOptions.ROTATE, 0.0)
                .with(FeatureOptions.SHIFT, 0.0)
                .with(FeatureOptions.SCALE, 0.0)
                .invert(photograph(32, 32), model.layer("relu1"));
        assertThat(made.objective().get(0)).isLessThan(-0.2);
        assertThat(made.targets().get(0).score()).isBetween(-0.05, 0.0);
    }

    @Test
    void aDreamExcitesTheLayerMoreAndKeepsTheProportions() {
        DeepDream dream = DeepDream.of(model).with(DeepDream.STEPS, 5).with(DeepDream.LONGEST, 80);
        FeatureImage made = dream.dream(photograph(120, 90), FeatureObjective.layer(maps), "relu3");
        assertThat(made.picture().getWidth()).isEqualTo(80);
        assertThat(made.picture().getHeight()).isEqualTo(60);
        int last = made.objective().size() - 1;
        assertThat(made.objective().get(last))
                .isGreaterThan(2 * made.objective().get(0));
        assertThat(dream.dream(photograph(120, 90), FeatureObjective.layer(maps), "relu3")
                        .values())
                .isEqualTo(made.values());
    }

    @Test
    void aZoomNeedsPixelsAndTellsWhenItEnlarges() {
        List<Integer> zoomed = new ArrayList<>();
        FeatureVisualizer.eternalZoom(model)
                .with(FeatureOptions.STEPS, 10)
                .onStep(step -> {
                    if (step.isZoomed()) {
                        zoomed.add(step.number());
                    }
                })
                .visualizeClass(0);
        assertThat(zoomed).containsExactly(4, 9);
        assertThatThrownBy(() -> quick().with(FeatureOptions.ZOOM, 0.1).visualizeClass(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("space=pixels");
    }

    @Test
    void aSizeThatTheModelCannotTakeIsRefused() {
        assertThatThrownBy(() -> quick().with(FeatureOptions.SIZE, 100).visualizeClass(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size 100")
                .hasMessageContaining("32×32 only");
    }

    @Test
    void aDivergingRunKeepsTheLastGoodPicture() {
        FeatureImage made = quick().visualize(FeatureObjective.logit(0).times(1e39), "beyond float");
        assertThat(made.diagnostics().verdicts())
                .anySatisfy(verdict ->
                        assertThat(verdict).contains("not finite at step").contains("smaller rate"));
        for (int i = 0; i < made.values().size(); i++) {
            assertThat(made.values().at(i)).isBetween(0f, 1f);
        }
    }

    @Test
    void cancellingAndBudgetsKeepWhatThereIs() {
        FeatureImage cancelled = quick().onStep(step -> {
                    if (step.number() == 3) {
                        Thread.currentThread().interrupt();
                    }
                })
                .visualizeClass(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cancelled.objective()).hasSize(4);
        assertThat(cancelled.diagnostics().verdicts()).containsExactly("cancelled after 4 of 40 steps");
        FeatureImage hurried = quick().with(FeatureOptions.STEPS, 1_000_000)
                .with(FeatureOptions.SECONDS, 0.05)
                .visualizeClass(1);
        assertThat(hurried.objective()).isNotEmpty();
        assertThat(hurried.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("time budget"));
    }

    @Test
    void aClassPictureSaysHowSureTheModelIs() {
        FeatureImage made = quick().with(FeatureOptions.STEPS, 100).visualizeClass(4);
        double mean = Objects.requireNonNull(made.diagnostics().measures().get("confidence-mean"));
        double least = Objects.requireNonNull(made.diagnostics().measures().get("confidence-min"));
        assertThat(mean).isBetween(0.9, 1.0);
        assertThat(least).isBetween(0.0, mean);
        assertThat(ExplanationJson.read(ExplanationJson.write(made))).isEqualTo(made);
    }

    @Test
    void aClassThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> quick().visualizeClass(99))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("99");
    }

    private FeatureVisualizer quick() {
        return FeatureVisualizer.best(model).with(FeatureOptions.STEPS, 40).onProgress(Progress.SILENT);
    }

    /** Mean cosine between the pictures, each less its mean. */
    private static double likeness(FeatureImage images) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < images.values().shape().dim(0); i++) {
            for (int j = 0; j < i; j++) {
                sum += cosine(images.values().row(i), images.values().row(j));
                pairs++;
            }
        }
        return sum / pairs;
    }

    private static double cosine(Tensor a, Tensor b) {
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.size(); i++) {
            double x = a.at(i) - 0.5;
            double y = b.at(i) - 0.5;
            dot += x * y;
            squareA += x * x;
            squareB += y * y;
        }
        return dot / Math.sqrt(squareA * squareB);
    }

    private Tensor noise(int rows) {
        Tensor noise = Tensor.zeros(model.spec().input().batchShape(rows));
        Random random = new Random(3);
        for (int i = 0; i < noise.size(); i++) {
            noise.set(i, (float) random.nextGaussian());
        }
        return noise;
    }

    private static BufferedImage photograph(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int y = i / width;
            int light = (x / 6 + y / 6) % 2 == 0 ? 200 : 60;
            image.setRGB(x, y, light << 16 | 255 * x / width << 8 | 255 * y / height);
        }
        return image;
    }
}
