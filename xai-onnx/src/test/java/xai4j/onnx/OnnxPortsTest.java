package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Models;
import xai4j.image.ChannelOrder;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** What kinds of inputs and outputs a file may have; each model scores an image by its channel means. */
class OnnxPortsTest {
    private static final Tensor TWO_IMAGES =
            Tensor.of(Shape.of(2, 3, 1, 2), 1, 3, 10, 30, 100, 200, 0, 4, 20, 20, 7, 255);
    private static final Tensor MEANS = Tensor.of(Shape.of(2, 3), 2, 20, 150, 2, 20, 131);

    @TempDir
    Path temp = Path.of("");

    @Test
    void anyBatchAndSize() throws IOException {
        assertMeans(means(SmallModel.FLOAT, "N", "H", "W"), new ImageInput(ImageLayout.NCHW, 3, -1, -1, -1));
    }

    @Test
    void extentsWithoutNames() throws IOException {
        assertMeans(means(SmallModel.FLOAT, "?", "?", "?"), new ImageInput(ImageLayout.NCHW, 3, -1, -1, -1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aFixedBatchIsFilledUp(int batch) throws IOException {
        assertMeans(means(SmallModel.FLOAT, batch, 1, 2), new ImageInput(ImageLayout.NCHW, 3, 1, 2, batch));
    }

    @Test
    void bytesAreFedToBytes() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.UINT8, "N", 3, 1, 2)
                .node("Cast", "image", "float", SmallModel.number("to", SmallModel.FLOAT))
                .node("GlobalAveragePool", "float", "mean")
                .node("Flatten", "mean", "scores")
                .output("scores");
        assertMeans(model, ImageInput.nchw(3, 1, 2));
        try (Model loaded = Models.load(temp.resolve("model.onnx"))) {
            assertThat(loaded.spec().preprocessing().scale()).isEqualTo(1);
            assertThat(loaded.predict(Tensor.of(Shape.of(1, 3, 1, 2), -5, -5, 300, 300, 1.4f, 1.4f)))
                    .isEqualTo(Tensor.of(Shape.of(1, 3), 0, 255, 1));
        }
    }

    @Test
    void halfFloatsAreFedToHalfFloats() throws IOException {
        assertMeans(means(SmallModel.FLOAT16, "N", 1, 2), ImageInput.nchw(3, 1, 2));
    }

    @Test
    void doublesComeAndGo() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.DOUBLE, "N", 3, 1, 2)
                .node(
                        "ReduceMean",
                        "image",
                        "scores",
                        SmallModel.numbers("axes", 2, 3),
                        SmallModel.number("keepdims", 0))
                .output("scores");
        assertMeans(model, ImageInput.nchw(3, 1, 2));
    }

    @Test
    void channelsMayComeLast() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, "N", 8, 8, 3)
                .node(
                        "ReduceMean",
                        "image",
                        "scores",
                        SmallModel.numbers("axes", 1, 2),
                        SmallModel.number("keepdims", 0))
                .output("scores");
        try (Model loaded = Models.load(model.write(temp.resolve("model.onnx")))) {
            assertThat(loaded.spec().input()).isEqualTo(ImageInput.nhwc(3, 8, 8));
            assertThat(loaded.predict(Tensor.zeros(Shape.of(5, 8, 8, 3))).shape())
                    .isEqualTo(Shape.of(5, 3));
        }
    }

    @Test
    void scoresMayKeepExtentsOfOne() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, "N", 3, 1, 2)
                .node("GlobalAveragePool", "image", "scores")
                .output("scores");
        assertMeans(model, ImageInput.nchw(3, 1, 2));
    }

    @Test
    void scoresMayLackTheBatchAxis() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, 1, 3, 1, 2)
                .node("GlobalAveragePool", "image", "mean")
                .integers("shape", 3)
                .node("Reshape", "mean,shape", "scores")
                .output("scores");
        assertMeans(model, new ImageInput(ImageLayout.NCHW, 3, 1, 2, 1));
    }

    @Test
    void aZipMapIsReadBeforeItAndGivesItsLabels() throws IOException {
        SmallModel model = means(SmallModel.FLOAT, "N", 1, 2)
                .node("Softmax", "scores", "p", SmallModel.number("axis", 1))
                .node(
                        "ai.onnx.ml",
                        "ZipMap",
                        "p",
                        "loss",
                        SmallModel.texts("classlabels_strings", "red", "green", "blue"));
        try (Model loaded = Models.load(model.onlyOutput("loss").write(temp.resolve("model.onnx")))) {
            assertThat(loaded.spec().labels()).containsExactly("red", "green", "blue");
            assertThat(loaded.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
            assertThat(loaded.predict(TWO_IMAGES, Score.LOGIT)).isEqualTo(MEANS);
            assertThat(loaded.predict(TWO_IMAGES).get(0, 2)).isCloseTo(1, within(1e-6f));
        }
    }

    @Test
    void labelsBesideTheFileAreReadWhenTheirNumberFits() throws IOException {
        Path file = means(SmallModel.FLOAT, "N", 1, 2).write(temp.resolve("model.onnx"));
        Files.write(temp.resolve("labels.txt"), List.of("red", "green", "blue", ""));
        try (Model loaded = Models.load(file)) {
            assertThat(loaded.spec().labels()).containsExactly("red", "green", "blue");
        }
        Files.write(temp.resolve("labels.txt"), List.of("red", "green"));
        try (Model loaded = Models.load(file)) {
            assertThat(loaded.spec().labels()).isEmpty();
            assertThat(loaded.spec().label(1)).isEqualTo("class 1");
        }
    }

    @Test
    void metadataSayHowPicturesAreWanted() throws IOException {
        Path file = means(SmallModel.FLOAT, "N", 1, 2)
                .metadata("Image.BitmapPixelFormat", "Rgb8")
                .metadata("Image.NominalPixelRange", "Normalized_0_1")
                .write(temp.resolve("model.onnx"));
        try (Model loaded = Models.load(file)) {
            Preprocessing preprocessing = loaded.spec().preprocessing();
            assertThat(preprocessing.order()).isEqualTo(ChannelOrder.RGB);
            assertThat(preprocessing.resizeMode()).isEqualTo(ResizeMode.CROP);
            assertThat(preprocessing.normalise(0, 255)).isEqualTo(1f);
        }
    }

    @Test
    void anImageScalerWantsPixelsAsTheyAre() throws IOException {
        SmallModel model = SmallModel.opset(9)
                .input("image", SmallModel.FLOAT, "N", 3, 1, 2)
                .node(
                        "ImageScaler",
                        "image",
                        "scaled",
                        SmallModel.decimals("bias", 0, 0, 0),
                        SmallModel.decimal("scale", 1))
                .node("GlobalAveragePool", "scaled", "mean")
                .node("Flatten", "mean", "scores")
                .output("scores");
        assertMeans(model, ImageInput.nchw(3, 1, 2));
        try (Model loaded = Models.load(temp.resolve("model.onnx"))) {
            assertThat(loaded.spec().preprocessing()).isEqualTo(Preprocessing.customVision());
        }
    }

    @Test
    void theFinalActivationSaysWhatTheScoresAre() throws IOException {
        assertKind("Softmax", ScoreKind.PROBABILITIES);
        assertKind("LogSoftmax", ScoreKind.LOG_PROBABILITIES);
        assertKind("Sigmoid", ScoreKind.MULTILABEL_PROBABILITIES);
        assertKind("Identity", ScoreKind.LOGITS);
    }

    private void assertKind(String operator, ScoreKind kind) throws IOException {
        SmallModel model = means(SmallModel.FLOAT, "N", 1, 2).node(operator, "scores", "final");
        try (Model loaded = Models.load(model.onlyOutput("final").write(temp.resolve(operator + ".onnx")))) {
            assertThat(loaded.spec().scores()).isEqualTo(kind);
            assertThat(loaded.predict(TWO_IMAGES, Score.LOGIT)).isEqualTo(MEANS);
        }
    }

    @Test
    void twoInputsAreNamed() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("left", SmallModel.FLOAT, "N", 3, 1, 2)
                .input("right", SmallModel.FLOAT, "N", 3, 1, 2)
                .node("Add", "left,right", "sum")
                .node("GlobalAveragePool", "sum", "scores")
                .output("scores");
        assertRefused(model, "2 inputs", "left", "right", "[?, 3, 1, 2]");
    }

    @Test
    void anInputThatIsNoImageIsNamed() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("tokens", SmallModel.INT64, "N", 128)
                .node("Cast", "tokens", "scores", SmallModel.number("to", SmallModel.FLOAT))
                .output("scores");
        assertRefused(model, "no image input", "tokens", "[?, 128]");
    }

    @Test
    void anOutputWithoutScoresIsNamed() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, "N", 3, 4, 4)
                .node("Relu", "image", "picture")
                .output("picture");
        assertRefused(model, "no float score per class", "picture");
    }

    @Test
    void anUnknownOperatorIsNamed() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, "N", 3, 1, 2)
                .node("Frobnicate", "image", "mean")
                .node("GlobalAveragePool", "mean", "scores")
                .output("scores");
        assertRefused(model, "Frobnicate");
    }

    @Test
    void operatorsThatOnlyTheEngineKnowsAreNoObstacle() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .domain("com.microsoft", 1)
                .input("image", SmallModel.FLOAT, "?", 3, 1, 2)
                .weights("b", new long[] {2}, 0, 0)
                .node("com.microsoft", "BiasGelu", "image,b", "gelu")
                .node("GlobalAveragePool", "image", "mean")
                .node("GlobalAveragePool", "gelu", "other")
                .node("Flatten", "mean", "scores")
                .node("Flatten", "other", "unused")
                .node("Concat", "scores,unused", "both", SmallModel.number("axis", 1))
                .output("both");
        try (OnnxModel loaded = OnnxModel.open(model.write(temp.resolve("model.onnx")), LoadOptions.defaults())) {
            assertThat(loaded.predict(TWO_IMAGES).shape()).isEqualTo(Shape.of(2, 6));
            assertThat(loaded.layer("gelu").shape()).isEqualTo(Shape.of(Shape.DYNAMIC, 3, 1, 2));
        }
    }

    private static SmallModel means(int type, Object batch, Object height, Object width) {
        return SmallModel.opset(13)
                .input("image", type, batch, 3, height, width)
                .node("GlobalAveragePool", "image", "mean")
                .node("Flatten", "mean", "scores")
                .output("scores");
    }

    private void assertMeans(SmallModel model, ImageInput input) throws IOException {
        try (Model loaded = Models.load(model.write(temp.resolve("model.onnx")))) {
            assertThat(loaded.spec().input()).isEqualTo(input);
            assertThat(loaded.predict(TWO_IMAGES)).isEqualTo(MEANS);
        }
    }

    private void assertRefused(SmallModel model, String... words) throws IOException {
        Path file = model.write(temp.resolve("model.onnx"));
        assertThatThrownBy(() -> Models.load(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageNotContaining("\n")
                .satisfies(error -> assertThat(error.getMessage()).contains(words));
    }
}
