package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.baseline.Baseline;
import xai4j.coalition.CoalitionGame.Composing;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.model.MaskedPrediction.MaskedImage;
import xai4j.model.ModelException;
import xai4j.model.Score;
import xai4j.onnx.graph.TestModels;
import xai4j.segment.Segmenter;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class ComposedImageTest {
    private static final int COUNT = 7;

    @TempDir
    Path temp = Path.of("");

    private static OnnxModel open(Path file, ExecutionPolicy feeding) {
        return OnnxModel.open(
                file, LoadOptions.defaults(), new SessionSettings("cpu", 0, SessionCustomizer.NONE), feeding);
    }

    private static Tensor random(Shape shape, long seed, double scale) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, (float) (scale * random.nextDouble()));
        }
        return tensor;
    }

    private static int[] regions(int pixels) {
        return new SplittableRandom(4).ints(pixels, 0, COUNT).toArray();
    }

    private static Tensor masks(int rows) {
        Tensor masks = random(Shape.of(rows, COUNT), 9, 1);
        for (int i = 0; i < masks.size(); i++) {
            masks.set(i, masks.at(i) < 0.5 ? 0 : 1);
        }
        return masks;
    }

    /** The batch that a composing model makes for itself. */
    private static Tensor composed(Tensor image, Tensor fill, int[] regions, Tensor masks, boolean planar) {
        int rows = masks.shape().dim(0);
        Tensor batch = Tensor.zeros(image.shape().prepend(rows));
        int channels = image.size() / regions.length;
        for (int i = 0; i < batch.size(); i++) {
            int at = i % image.size();
            int region = regions[planar ? at % regions.length : at / channels];
            batch.set(i, (masks.get(i / image.size(), region) == 1 ? image : fill).at(at));
        }
        return batch;
    }

    /** Mean over all pixels of three channels, times weights: a classifier of four classes. */
    private static SmallModel network(int type, Object... dims) {
        boolean planar = dims[1].equals(3);
        SmallModel model = SmallModel.opset(13)
                .input("x", type, dims)
                .weights("w", new long[] {3, 4}, 1, -2, 0.5f, 3, 0.25f, 1, -1, 2, -0.75f, 4, 1, 0.125f)
                .node("Cast", "x", "f", SmallModel.number("to", SmallModel.FLOAT))
                .node(
                        "ReduceMean",
                        "f",
                        "mean",
                        SmallModel.numbers("axes", planar ? new long[] {2, 3} : new long[] {1, 2}),
                        SmallModel.number("keepdims", 0))
                .node("MatMul", "mean,w", "logits")
                .output("logits");
        return model;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "4, 2", "64, 1"})
    void masksGiveTheNumbersOfTheImagesThatTheyStandFor(int batch, int threads) {
        try (OnnxModel model = open(TestModels.golden("models/cnn_gap.onnx"), new ExecutionPolicy(batch, threads))) {
            Tensor image = random(Shape.of(3, 32, 32), 1, 1);
            Tensor fill = random(Shape.of(3, 32, 32), 2, 1);
            int[] regions = regions(32 * 32);
            Tensor masks = masks(11);
            Tensor batched = composed(image, fill, regions, masks, true);
            try (MaskedImage masked = model.masked(image, fill, regions, COUNT)) {
                for (Score score : Score.values()) {
                    assertThat(masked.predict(masks, score)).isEqualTo(model.predict(batched, score));
                }
            }
            assertThat(model.batchHint().batch()).isEqualTo(batch);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 64})
    void manyImagesPerRunGiveTheScoresOfOne(int batch) {
        Tensor images = random(Shape.of(13, 3, 32, 32), 3, 1);
        Path file = TestModels.golden("models/cnn_gap.onnx");
        try (OnnxModel one = open(file, new ExecutionPolicy(1, 1));
                OnnxModel many = open(file, new ExecutionPolicy(batch, 2))) {
            assertThat(many.predict(images).toArray())
                    .containsExactly(one.predict(images).toArray(), within(1e-5f));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT, n, 3, 6, 5",
        "FLOAT, n, 6, 5, 3",
        "FLOAT, 4, 3, 6, 5",
        "UINT8, n, 6, 5, 3",
        "DOUBLE, n, 3, h, w",
        "FLOAT16, n, 3, 6, 5"
    })
    void everyLayoutBatchAndTypeIsComposed(String type, String n, String a, String b, String c) throws IOException {
        int number = xai4j.onnx.graph.ElementType.valueOf(type).number();
        Path file = network(number, dim(n), dim(a), dim(b), dim(c)).write(temp.resolve("small.onnx"));
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.raw());
        try (OnnxModel model = OnnxModel.open(
                file, options, new SessionSettings("cpu", 0, SessionCustomizer.NONE), new ExecutionPolicy(3, 2))) {
            boolean planar = dim(a).equals(3);
            Shape shape = planar ? Shape.of(3, 6, 5) : Shape.of(6, 5, 3);
            Tensor image = random(shape, 1, 250);
            Tensor fill = random(shape, 2, 250);
            int[] regions = regions(30);
            Tensor masks = masks(10);
            try (MaskedImage masked = model.masked(image, fill, regions, COUNT)) {
                assertThat(masked.predict(masks, Score.OUTPUT).toArray())
                        .containsExactly(
                                model.predict(composed(image, fill, regions, masks, planar))
                                        .toArray(),
                                within(1e-3f));
            }
        }
    }

    private static Object dim(String text) {
        return Character.isDigit(text.charAt(0)) ? (Object) Integer.valueOf(text) : text;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lime", "kernel-shap", "shapley-sampling", "owen", "anchors", "feature-ablation"})
    void methodsComposeInTheGraphWhenForced(String method) {
        try (OnnxModel model = open(TestModels.golden("models/cnn_gap.onnx"), new ExecutionPolicy(1, 2))) {
            PreparedImage image = PreparedImage.ofTensor(
                    random(Shape.of(3, 32, 32), 1, 1), model.spec().input(), Preprocessing.raw());
            var explainer = Explainers.named(method, model)
                    .set("segmenter", "grid:4x4")
                    .set("fill", "random:2")
                    .set("max-evaluations", "400")
                    .target(Target.top(2));
            assertThat(explainer.set("composing", "model").explain(image).values())
                    .isEqualTo(explainer.set("composing", "java").explain(image).values());
        }
    }

    @Test
    void aCpuComposesInJavaUnlessForced() {
        try (OnnxModel model = open(TestModels.golden("models/cnn_gap.onnx"), ExecutionPolicy.standard(false))) {
            assertThat(model.prefersMasks()).isFalse();
            assertThat(Explainers.lime(model)
                            .segmenter(Segmenter.grid(3, 3))
                            .fill(Baseline.black())
                            .composing(Composing.MODEL)
                            .explain(PreparedImage.ofTensor(
                                    random(Shape.of(3, 32, 32), 1, 1),
                                    model.spec().input(),
                                    Preprocessing.raw()))
                            .provenance()
                            .evaluations())
                    .isEqualTo(512);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Path old = network(SmallModel.FLOAT, "n", 3, 6, 5).write(temp.resolve("new.onnx"));
        try (OnnxModel model = open(old, new ExecutionPolicy(1, 1))) {
            Tensor image = random(Shape.of(3, 6, 5), 1, 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.masked(image, Tensor.zeros(Shape.of(3, 5, 6)), regions(30), COUNT))
                    .withMessageContaining("[3, 5, 6]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.masked(image, image, regions(31), COUNT))
                    .withMessageContaining("31 pixels");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.masked(image, image, regions(30), COUNT)
                            .predict(Tensor.zeros(Shape.of(2, 9)), Score.OUTPUT))
                    .withMessageContaining("[?, 7]");
        }
    }

    @Test
    void anOldOperatorSetSaysWhatItNeeds() throws IOException {
        Path old = SmallModel.opset(8)
                .input("x", SmallModel.FLOAT, "n", 3, 6, 5)
                .weights("w", new long[] {3, 2}, 1, -2, 0.5f, 3, 0.25f, 1)
                .node("ReduceMean", "x", "mean", SmallModel.numbers("axes", 2, 3), SmallModel.number("keepdims", 0))
                .node("MatMul", "mean,w", "logits")
                .output("logits")
                .write(temp.resolve("old.onnx"));
        try (OnnxModel model = open(old, new ExecutionPolicy(1, 1))) {
            Tensor image = random(Shape.of(3, 6, 5), 1, 1);
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> model.masked(image, image, regions(30), COUNT))
                    .withMessageContaining("operator set 8")
                    .withMessageContaining("composing java");
        }
    }
}
