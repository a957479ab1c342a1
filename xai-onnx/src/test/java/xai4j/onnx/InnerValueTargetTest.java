package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.ScoreFunction;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Further outputs and inner values as targets, on a network whose derivatives are known: a 1 × 1 convolution, a ReLU, means. */
class InnerValueTargetTest {
    private static final int SIDE = 4;
    private static final int AREA = SIDE * SIDE;

    @TempDir
    private Path temp;

    private DifferentiableModel open() throws IOException {
        Path file = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, "n", 3, SIDE, SIDE)
                .weights("w", new long[] {2, 3, 1, 1}, 1, -2, 0, 0, 3, 1)
                .weights("v", new long[] {2, 3}, 1, 0, 2, 0, 1, 1)
                .integers("row", -1, 2)
                .node("Conv", "image,w", "map")
                .node("Relu", "map", "positive")
                .node("GlobalAveragePool", "positive", "pooled")
                .node("Reshape", "pooled,row", "vector")
                .node("MatMul", "vector,v", "scores")
                .node("Mul", "vector,vector", "squares")
                .output("scores")
                .output("squares")
                .write(temp.resolve("two.onnx"));
        return Models.load(
                file,
                DifferentiableModel.class,
                LoadOptions.defaults().withOutput("scores").withPreprocessing(Preprocessing.unit()));
    }

    private static PreparedImage image(DifferentiableModel model) {
        Tensor tensor = Tensor.zeros(Shape.of(3, SIDE, SIDE));
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, (i * 7 % 10) / 10f);
        }
        return PreparedImage.ofTensor(tensor, model.spec().input(), Preprocessing.unit());
    }

    private static SaliencyMap gradient(DifferentiableModel model, Target target) {
        return Explainers.inputXGradient(model).target(target).explain(image(model));
    }

    @Test
    void aChannelOfAnInnerValueHasItsOwnDerivative() throws IOException {
        try (DifferentiableModel model = open()) {
            SaliencyMap map = gradient(model, Target.parse("output:positive@1"));
            Tensor picture = image(model).tensor();
            double sum = 0;
            for (int place = 0; place < AREA; place++) {
                float[] weights = {0, 3, 1};
                double value = 3 * picture.at(AREA + place) + picture.at(2 * AREA + place);
                sum += Math.max(0, value) / AREA;
                for (int channel = 0; channel < 3; channel++) {
                    double wanted = value > 0 ? weights[channel] * picture.at(channel * AREA + place) / AREA : 0;
                    assertThat((double) map.values().at(channel * AREA + place)).isCloseTo(wanted, within(1e-6));
                }
            }
            assertThat(map.targets().get(0).score()).isCloseTo(sum, within(1e-6));
            assertThat(map.targets().get(0).label()).isEqualTo("[1] of positive");
            assertThat(map.provenance().options()).containsEntry("target", "output:positive@1");
            assertThat(Target.parse("output:positive@1").text()).isEqualTo("output:positive@1");
        }
    }

    @Test
    void aFurtherOutputAndAnyFunctionOfItAreTargets() throws IOException {
        try (DifferentiableModel model = open()) {
            double[] vector = {0, 0};
            Tensor picture = image(model).tensor();
            for (int place = 0; place < AREA; place++) {
                vector[0] += Math.max(0, picture.at(place) - 2 * picture.at(AREA + place)) / AREA;
                vector[1] += (3 * picture.at(AREA + place) + picture.at(2 * AREA + place)) / AREA;
            }
            assertThat(score(model, Target.output("squares", 1))).isCloseTo(vector[1] * vector[1], within(1e-5));
            assertThat(score(model, Target.output("squares")))
                    .isCloseTo((vector[0] * vector[0] + vector[1] * vector[1]) / 2, within(1e-5));
            Target product = Target.output("vector", new Product());
            assertThat(score(model, product)).isCloseTo(vector[0] * vector[1], within(1e-5));
            double complete = 0;
            SaliencyMap map = gradient(model, product);
            for (int i = 0; i < map.values().size(); i++) {
                complete += map.values().at(i);
            }
            assertThat(complete).as("of degree two").isCloseTo(2 * vector[0] * vector[1], within(1e-5));
            SegmentAttribution why = Explainers.featureAblation(model)
                    .set("segmenter", "grid:1x1")
                    .set("fill", "zero")
                    .target(product)
                    .explain(image(model));
            assertThat((double) why.values().at(0)).isCloseTo(vector[0] * vector[1], within(1e-5));
            SaliencyMap cam = Explainers.gradCam(model)
                    .target(Target.output("squares", 1))
                    .explain(image(model));
            assertThat(cam.provenance().options()).containsEntry("layer", "positive");
        }
    }

    private static double score(DifferentiableModel model, Target target) {
        return gradient(model, target).targets().get(0).score();
    }

    /** The product of two numbers. */
    private record Product() implements ScoreFunction {
        @Override
        public String label() {
            return "product";
        }

        @Override
        public double value(float[] scores) {
            return (double) scores[0] * scores[1];
        }

        @Override
        public void addGradient(float[] scores, float factor, float[] weights) {
            weights[0] += factor * scores[1];
            weights[1] += factor * scores[0];
        }
    }

    /**
     * Relevance begins with the terms of the target, {@code w_k · s_k}: that of a difference is the difference of two, and without biases it adds up to the
     * difference of the scores.
     */
    @Test
    void theRelevanceOfADifferenceIsConservedAndIsADifference() throws IOException {
        try (DifferentiableModel model = open()) {
            SaliencyMap first = relevance(model, Target.index(1));
            SaliencyMap second = relevance(model, Target.index(2));
            SaliencyMap both = relevance(model, Target.contrast("1", "2"));
            SaliencyMap weighted = relevance(model, Target.parse("weights:1=2,2=0.5"));
            double sum = 0;
            for (int i = 0; i < both.values().size(); i++) {
                sum += both.values().at(i);
                assertThat(both.values().at(i))
                        .isCloseTo(first.values().at(i) - second.values().at(i), within(1e-5f));
                assertThat(weighted.values().at(i))
                        .isCloseTo(
                                2 * first.values().at(i)
                                        + 0.5f * second.values().at(i),
                                within(1e-5f));
            }
            double difference =
                    first.targets().get(0).score() - second.targets().get(0).score();
            assertThat(both.targets().get(0).score()).isCloseTo(difference, within(1e-5));
            assertThat(sum).isCloseTo(difference, within(1e-3));
        }
    }

    private static SaliencyMap relevance(DifferentiableModel model, Target target) {
        return (SaliencyMap)
                Explainers.named("lrp-epsilon", model).target(target).explain(image(model));
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        try (DifferentiableModel model = open()) {
            assertThatThrownBy(() -> gradient(model, Target.parse("output:positiv")))
                    .hasMessageContaining("positive");
            assertThatThrownBy(() -> gradient(model, Target.parse("output:positive@2")))
                    .hasMessageContaining("channel 2")
                    .hasMessageContaining("has 2, counted from 0");
            assertThatThrownBy(() -> gradient(model, Target.parse("output:vector@0,1,1")))
                    .hasMessageContaining("no rows and columns");
            assertThatThrownBy(() -> Target.parse("output:positive@x")).hasMessageContaining("@CHANNEL,ROW,COLUMN");
            assertThatThrownBy(() -> Explainers.named("ablation-cam", model)
                            .target(Target.output("squares"))
                            .explain(image(model)))
                    .hasMessageContaining("inner value");
        }
    }
}
