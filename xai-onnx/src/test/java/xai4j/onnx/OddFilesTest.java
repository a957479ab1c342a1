package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.SaliencyMap;
import xai4j.image.Images;
import xai4j.image.Preprocessing;
import xai4j.image.Preprocessor;
import xai4j.io.Npy;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.PreprocessingOrigin;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.onnx.graph.MessageMutations;
import xai4j.onnx.graph.TestModels;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A network of five colour detectors and a mean, exported in odd ways. Whatever is odd, a blue square (rows 8–23, columns 14–29) on black is
 * class 2 with logit 7.843 and probability 0.9631, and Grad-CAM lights the square alone.
 */
class OddFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/cases");
    private static final LoadOptions UNIT = LoadOptions.defaults().withPreprocessing(Preprocessing.unit());

    private static DifferentiableModel open(String name, LoadOptions options) {
        return (DifferentiableModel) Models.load(FOLDER.resolve(name + ".onnx"), options);
    }

    private static BufferedImage blue() {
        return Images.read(FOLDER.resolve("blue.png"));
    }

    private static Tensor input(Model model) {
        return Preprocessor.prepare(blue(), model.spec().input(), model.spec().preprocessing())
                .tensor()
                .reshape(model.spec().input().withSize(32, 32).batchShape(1));
    }

    @Test
    void numbersThatOverflowAreSaidOfTheFile(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(FOLDER.resolve("bands13.onnx"));
        Path damaged = Files.write(folder.resolve("bands.onnx"), new MessageMutations(8153).of(whole));
        assertThatThrownBy(() -> Models.load(damaged))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("bands.onnx is damaged");
    }

    private static float top(Model model, Score score) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float value : model.predict(input(model), score).toArray()) {
            highest = Math.max(highest, value);
        }
        return highest;
    }

    private static void assertLightsTheSquareOnly(SaliencyMap map, float largest) {
        float[] values = map.values().toArray();
        float found = 0;
        for (int i = 0; i < values.length; i++) {
            int row = i / 32;
            int column = i % 32;
            boolean inside = row >= 8 && row < 24 && column >= 14 && column < 30;
            if (!inside) {
                assertThat(values[i]).as("row %d, column %d", row, column).isZero();
            }
            found = Math.max(found, values[i]);
        }
        assertThat(found).isCloseTo(largest, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({
        "base, LOGITS",
        "out-topk, PROBABILITIES",
        "out-embedding, LOGITS",
        "tail-percent, PROBABILITIES",
        "tail-clip, PROBABILITIES",
        "local-function, LOGITS",
        "nhwc-all-open, LOGITS",
        "unbatched, LOGITS"
    })
    void blueIsBlue(String name, ScoreKind kind) {
        try (DifferentiableModel model = open(name, UNIT.withInputSize(32, 32))) {
            assertThat(model.spec().scores()).isEqualTo(kind);
            assertThat(top(model, Score.LOGIT)).isCloseTo(7.843f, within(5e-4f));
            assertThat(top(model, Score.PROBABILITY)).isCloseTo(0.9631f, within(5e-5f));
            SaliencyMap map = Explainers.gradCam(model).explain(blue());
            assertThat(map.targets()).singleElement().satisfies(target -> assertThat(target.label())
                    .isEqualTo("blue"));
            assertLightsTheSquareOnly(map, 0.030637f);
        }
    }

    @Test
    void oneScorePerImageWithoutAnAxisIsExplained() {
        try (DifferentiableModel model = open("out-squeezed", UNIT)) {
            assertThat(model.predict(input(model)).shape()).isEqualTo(Shape.of(1, 1));
            assertThat(top(model, Score.PROBABILITY)).isCloseTo(0.99961f, within(1e-5f));
            assertThat(top(model, Score.LOGIT)).isCloseTo(7.843f, within(5e-4f));
            assertLightsTheSquareOnly(Explainers.gradCam(model).explain(blue()), 0.030637f);
        }
    }

    @Test
    void outputsAreUnderstood() {
        try (Model model = open("out-embedding", UNIT)) {
            assertThat(model.outputs())
                    .extracting(ModelOutput::name, ModelOutput::kind, ModelOutput::explained)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("logits", ModelOutput.Kind.SCORES, true),
                            org.assertj.core.groups.Tuple.tuple("embedding", ModelOutput.Kind.EMBEDDING, false));
        }
        try (Model model = open("out-topk", UNIT)) {
            assertThat(model.outputs()).extracting(ModelOutput::kind).containsOnly(ModelOutput.Kind.RANKS);
        }
    }

    @Test
    void theWantedOutputIsExplained() {
        try (Model model = open("out-embedding", UNIT.withOutput("embedding"))) {
            assertThat(model.predict(input(model)).shape()).isEqualTo(Shape.of(1, 64));
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.OTHER);
        }
        assertThatThrownBy(() -> open("out-embedding", UNIT.withOutput("logit")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no output \"logit\"")
                .hasMessageContaining("logits, embedding");
    }

    @Test
    void whatTheCallerSaysOfTheScoresHolds() {
        try (Model model = open("base", UNIT.withScores(ScoreKind.SIGMOID_LOGITS))) {
            assertThat(top(model, Score.PROBABILITY)).isCloseTo(0.99961f, within(1e-5f));
        }
        try (Model model = open("tail-percent", UNIT.withScores(ScoreKind.OTHER))) {
            assertThat(top(model, Score.PROBABILITY)).isCloseTo(96.31f, within(5e-3f));
        }
        assertThatThrownBy(() -> open("out-squeezed", UNIT.withScores(ScoreKind.LOGITS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one score");
    }

    @Test
    void viewsOfThePictureAreNoMaps() {
        try (DifferentiableModel model = open("flip-tta", UNIT)) {
            assertThat(model.lastSpatialLayer()).isEmpty();
            assertThat(top(model, Score.LOGIT)).isCloseTo(7.843f, within(5e-4f));
            assertThatThrownBy(() -> Explainers.gradCam(model).explain(blue()))
                    .hasMessageContaining("no layer with spatial extent");
        }
    }

    @Test
    void aGreyPictureIsExplainedByANetworkWithoutChannels() {
        try (DifferentiableModel model = open("rank3-grey", UNIT)) {
            assertThat(model.spec().input().channels()).isEqualTo(1);
            assertThat(top(model, Score.LOGIT)).isCloseTo(2.635f, within(5e-4f));
            assertThat(Explainers.saliency(model).explain(blue()).values().shape())
                    .isEqualTo(Shape.of(1, 1, 32, 32));
        }
    }

    @Test
    void anyNumberOfBandsIsExplained() {
        try (DifferentiableModel model = open("bands13", UNIT)) {
            assertThat(model.spec().input().imageShape()).isEqualTo(Shape.of(13, 32, 32));
            assertThat(model.predict(Tensor.zeros(Shape.of(2, 13, 32, 32))).shape())
                    .isEqualTo(Shape.of(2, 5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scaling-inside", "ultralytics/model"})
    void theRightPixelsAreTakenWithoutBeingTold(String name) {
        try (Model model = open(name, LoadOptions.defaults())) {
            assertThat(model.spec().preprocessingOrigin()).isEqualTo(PreprocessingOrigin.MODEL);
            assertThat(model.spec().labels()).contains("blue");
            assertThat(top(model, Score.LOGIT)).isCloseTo(7.843f, within(5e-4f));
        }
    }

    @Test
    void huggingFacesFilesBesideTheModelAreRead() {
        try (Model model = open("hf/model", LoadOptions.defaults())) {
            assertThat(model.spec().labels()).containsExactly("red", "green", "blue", "dark", "bright");
            assertThat(model.spec().preprocessing().normalise(0, 0)).isEqualTo(-1f);
            assertThat(model.spec().preprocessingOrigin()).isEqualTo(PreprocessingOrigin.MODEL);
        }
    }

    @Test
    void theSizeThatWasAskedForIsThatOfPhotographs() {
        try (Model model = open("nhwc-all-open", UNIT.withInputSize(48, 40))) {
            assertThat(Preprocessor.prepare(
                                    blue(), model.spec().input(), model.spec().preprocessing())
                            .tensor()
                            .shape())
                    .isEqualTo(Shape.of(48, 40, 3));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "x0_bomb1e9, 'the limit of 512 MiB; give more with -Dxai4j.onnx.max-value-mib=3815'",
        "x0_in_30000, 'the limit of 512 MiB'",
        "x0_indim_ovf, 'which no image has'",
        "t0_73, 'group 0, which cannot be'"
    })
    void damagedFilesAreRefusedInOneClearLine(String name, String words) {
        assertThatThrownBy(() -> open("hostile/" + name, UNIT))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(name + ".onnx")
                .hasMessageContaining(words)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aKernelThatDoesNotFitItsWeightsIsTheEnginesToRefuse() {
        try (DifferentiableModel model = open("hostile/t0_9", UNIT)) {
            assertThat(model.head()).isEmpty();
            assertThatThrownBy(() -> model.predict(Tensor.zeros(Shape.of(1, 3, 32, 32))))
                    .isInstanceOf(ModelException.class);
        }
    }

    @Test
    void anAttentionMayHaveOtherNodesBetweenItsWeightsAndItsProduct() {
        Path folder = TestModels.shared("cases/transformers/vit-softmax-identity");
        Tensor x = Npy.readFloat(folder.resolve("x.npy"));
        float[] right = Npy.readFloat(folder.resolve("right-grad-cam.npy")).toArray();
        try (DifferentiableModel model = (DifferentiableModel) Models.load(folder.resolve("identity.onnx"), UNIT)) {
            SaliencyMap map = Explainers.gradCam(model)
                    .explain(xai4j.image.PreparedImage.ofTensor(
                            x, model.spec().input(), model.spec().preprocessing()));
            assertThat(map.values().toArray())
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(right);
        }
    }
}
