package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static xai4j.onnx.SmallModel.decimal;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Networks that were exported in training mode: the same picture always has the same scores, and a person is told. */
class ChanceTest {
    private static final Tensor IMAGE = Tensor.of(Shape.of(1, 3, 1, 2), 1, 3, 10, 30, 100, 200);

    @TempDir
    Path temp = Path.of("");

    private static SmallModel beginning() {
        return SmallModel.opset(15)
                .input("image", SmallModel.FLOAT, "N", 3, 1, 2)
                .weights("tiny", new long[0], 0.001f)
                .weights("half", new long[0], 0.5f)
                .truth("training")
                .node("Mul", "image,tiny", "p");
    }

    private static SmallModel noisy(String kind, AttributeProto... attributes) {
        SmallModel model = beginning();
        return switch (kind) {
            case "RandomNormal", "RandomUniform" ->
                model.node(kind, "", "noise", SmallModel.numbers("shape", 1, 3, 1, 2))
                        .node("Add", "image,noise", "x");
            case "Dropout" -> model.node("Dropout", "image,half,training", "x");
            case "Bernoulli" -> model.node(kind, "p", "noise").node("Mul", "image,noise", "x");
            default -> model.node(kind, "image", "noise", attributes).node("Add", "image,noise", "x");
        };
    }

    private Model open(SmallModel model) throws IOException {
        return Models.load(model.node("GlobalAveragePool", "x", "mean")
                .node("Flatten", "mean", "scores")
                .output("scores")
                .write(temp.resolve("model.onnx")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Dropout", "Bernoulli"
            })
    void theSamePictureHasTheSameScores(String kind) throws IOException {
        try (Model model = open(noisy(kind))) {
            Tensor first = model.predict(IMAGE);
            Tensor twice = Tensor.zeros(Shape.of(2, 3, 1, 2));
            twice.slice(0, 1).buffer().put(IMAGE.buffer());
            twice.slice(1, 2).buffer().put(IMAGE.buffer());
            Tensor both = model.predict(twice);
            assertThat(model.predict(IMAGE)).isEqualTo(first);
            assertThat(both.slice(0, 1)).isEqualTo(first);
            assertThat(both.slice(1, 2)).isEqualTo(first);
            assertThat(model.remarks()).singleElement().asString().contains(kind, "frozen with seed 0");
        }
        try (Model again = open(noisy(kind))) {
            assertThat(again.predict(IMAGE)).isEqualTo(again.predict(IMAGE));
        }
    }

    @Test
    void noiseHasItsMeanAndScale() throws IOException {
        try (Model model = open(noisy("RandomNormalLike", decimal("mean", 1000), decimal("scale", 0.001f)))) {
            float[] scores = model.predict(IMAGE).toArray();
            float[] without = {1002, 1020, 1150};
            for (int i = 0; i < scores.length; i++) {
                assertThat(scores[i]).isNotEqualTo(without[i]).isCloseTo(without[i], within(0.01f));
            }
        }
    }

    @Test
    void aDeviationOfNothingWouldAbortTheEngineAndIsRefused() {
        assertThatThrownBy(() -> open(noisy("RandomNormalLike", decimal("scale", 0))))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("RandomNormalLike")
                .hasMessageContaining("scale 0.0");
    }

    @Test
    void everyExplanationSaysIt() throws IOException {
        try (Model model = open(noisy("RandomNormal"))) {
            BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(0, 0, 0xFF8000);
            assertThat(Explainers.lime(model)
                            .samples(20)
                            .explain(picture)
                            .diagnostics()
                            .verdicts())
                    .anySatisfy(verdict -> assertThat(verdict).contains("random numbers", "RandomNormal", "seed 0"));
        }
    }

    @Test
    void aNetworkWithoutChanceHasNoRemark() throws IOException {
        try (Model model = open(beginning().node("Identity", "image", "x"))) {
            assertThat(model.remarks()).isEmpty();
        }
    }
}
