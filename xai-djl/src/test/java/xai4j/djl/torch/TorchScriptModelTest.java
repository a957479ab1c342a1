package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xai4j.djl.torch.Golden.assertClose;
import static xai4j.djl.torch.Golden.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Models;
import xai4j.djl.Platform;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.model.BackwardRule;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.MaskedPrediction;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class TorchScriptModelTest {
    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private static TorchScriptModel tricks() {
        return TorchScriptModel.open(
                Golden.path("tricks/tricks.script.pt"), LoadOptions.defaults().withThreads(1));
    }

    private static Gradients inputGradient(TorchScriptModel model, Tensor input, BackwardRule rule) {
        Tensor weights = Tensor.of(Shape.of(2, 3), 1, 0, 0, 0, -2, 0.5f);
        return model.gradients(input, new Objective.OfScores(Score.LOGIT, weights), Set.of(Layer.INPUT), rule);
    }

    @Test
    void loopsBranchesInPlaceOperatorsAndTuplesAreUnderstood() {
        try (TorchScriptModel model = tricks()) {
            Tensor input = tensor("tricks/input");
            assertClose(model.predict(input), tensor("tricks/output"), 1e-5);
            Gradients gradients = inputGradient(model, input, BackwardRule.GRADIENT);
            assertClose(gradients.gradients().get(Layer.INPUT), tensor("tricks/gradient"), 1e-5);
            assertThat(model.layers())
                    .extracting(Layer::name)
                    .containsExactly(
                            "stem",
                            "norm",
                            "relu()",
                            "again",
                            "again#2",
                            "again#3",
                            "again#4",
                            "sigmoid()",
                            "drop",
                            "mean()",
                            "fc");
            assertThat(model.lastSpatialLayer().orElseThrow().name()).isEqualTo("sigmoid()");
            assertThat(model.head().orElseThrow().features().name()).isEqualTo("drop");
        }
    }

    @Test
    void guidedRuleAppliesToAnInPlaceReluWhoseInputIsUsedAgain() {
        try (TorchScriptModel model = tricks()) {
            Tensor input = tensor("tricks/input");
            Layer norm = model.layer("norm");
            Tensor weights = Tensor.of(Shape.of(2, 3), 1, 0, 0, 0, -2, 0.5f);
            Objective objective = new Objective.OfScores(Score.LOGIT, weights);
            Gradients guided = model.gradients(input, objective, Set.of(norm), new BackwardRule.Guided());
            Gradients plain = model.gradients(input, objective, Set.of(norm), BackwardRule.GRADIENT);
            Tensor expected = plain.gradients().get(norm).copy();
            for (int i = 0; i < expected.size(); i++) {
                expected.set(i, Math.max(expected.at(i), 0));
            }
            assertClose(guided.gradients().get(norm), expected, 1e-5);
            assertClose(guided.scores(), plain.scores(), 1e-5);
        }
    }

    @Test
    void anObjectiveMayBeALayersValues() {
        try (TorchScriptModel model = Golden.model("cnn_gap.script")) {
            Tensor input = tensor("cnn_gap/input");
            Layer fc = model.layer("fc");
            Layer relu = model.layer("relu2");
            Tensor weights = Tensor.zeros(Shape.of(3, 5));
            weights.set(1, 1f);
            weights.set(9, -1f);
            Set<Layer> wanted = Set.of(Layer.INPUT, relu);
            Gradients ofLayer =
                    model.gradients(input, new Objective.OfLayer(fc, weights), wanted, BackwardRule.GRADIENT);
            Gradients ofScores =
                    model.gradients(input, new Objective.OfScores(Score.LOGIT, weights), wanted, BackwardRule.GRADIENT);
            assertThat(ofLayer).isEqualTo(ofScores);
            Layer conv = model.layer("conv3");
            Gradients behind = model.gradients(
                    input,
                    new Objective.OfLayer(relu, Tensor.zeros(Shape.of(3, 16, 16, 16))),
                    Set.of(conv),
                    BackwardRule.GRADIENT);
            assertThat(behind.gradients().get(conv).toArray()).containsOnly(0f);
        }
    }

    @ParameterizedTest
    @CsvSource({"cnn_gap.script, cnn_gap", "cnn_fc.trace, cnn_fc"})
    void theClassOfTheHighestScoreIsChosenOnTheWay(String file, String input) {
        try (TorchScriptModel model = Golden.model(file)) {
            Tensor images = tensor(input + "/input");
            Set<Layer> layers = Set.of(Layer.INPUT, model.lastSpatialLayer().orElseThrow());
            BackwardRule lift = new BackwardRule.DeepLift(images.slice(0, 1));
            for (Score score : Score.values()) {
                Objective top = Objective.classes(score, Scores.top(model.predict(images, score)), 5);
                for (BackwardRule rule : List.of(BackwardRule.GRADIENT, new BackwardRule.Guided(), lift)) {
                    assertThat(model.gradientsOfTop(images, score, layers, rule))
                            .isEqualTo(model.gradients(images, top, layers, rule));
                }
            }
        }
    }

    @Test
    void aLayersOutputCanBeReplaced() {
        try (TorchScriptModel model = Golden.model("cnn_fc.script")) {
            Tensor input = tensor("cnn_fc/input");
            Layer layer = model.layer("relu2");
            Tensor values = model.activations(input, Set.of(layer)).values().get(layer);
            for (Score score : Score.values()) {
                assertClose(
                        model.predictWith(Tensor.zeros(input.shape()), layer, values, score),
                        model.predict(input, score),
                        1e-6);
            }
            Tensor dark = model.predictWith(input, layer, Tensor.zeros(values.shape()), Score.LOGIT);
            assertThat(dark.row(0))
                    .isEqualTo(dark.row(1))
                    .isNotEqualTo(model.predict(input, Score.LOGIT).row(0));
        }
    }

    @Test
    void imagesComposedByTheEngineScoreAsImagesComposedOutside() {
        try (TorchScriptModel model = Golden.model("cnn_fc.trace")) {
            Tensor image = tensor("cnn_fc/input").row(0);
            Tensor fill = tensor("cnn_fc/input").row(1);
            int[] regions = new int[32 * 32];
            for (int i = 0; i < regions.length; i++) {
                regions[i] = i % 32 < 10 ? 0 : i < 400 ? 1 : 2;
            }
            Tensor masks = Tensor.of(Shape.of(3, 3), 1, 0, 0, 0, 1, 1, 1, 1, 1);
            Tensor composed = Tensor.zeros(Shape.of(3, 3, 32, 32));
            for (int i = 0; i < composed.size(); i++) {
                int pixel = i % 3072;
                boolean present = masks.get(i / 3072, regions[pixel % 1024]) == 1;
                composed.set(i, present ? image.at(pixel) : fill.at(pixel));
            }
            try (MaskedPrediction.MaskedImage masked = model.masked(image, fill, regions, 3)) {
                for (Score score : Score.values()) {
                    assertThat(masked.predict(masks, score)).isEqualTo(model.predict(composed, score));
                }
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> masked.predict(Tensor.zeros(Shape.of(1, 4)), Score.OUTPUT))
                        .withMessageContaining("[1, 4]");
            }
            assertThat(model.prefersMasks()).isFalse();
        }
    }

    @Test
    void explainingChangesNeitherFileNorNetworkAndRepeatsItself() throws IOException {
        Path path = Golden.path("models/cnn_res_relu.script.pt");
        byte[] before = Files.readAllBytes(path);
        try (TorchScriptModel model = Golden.model("cnn_res_relu.script")) {
            Tensor input = tensor("cnn_res_relu/input");
            Tensor scores = model.predict(input);
            Objective objective = Golden.targets("cnn_res_relu", Score.LOGIT);
            Gradients first = model.gradients(input, objective, Set.of(Layer.INPUT), new BackwardRule.Guided());
            model.gradients(input, objective, Set.of(Layer.INPUT), BackwardRule.GRADIENT);
            Gradients second = model.gradients(input, objective, Set.of(Layer.INPUT), new BackwardRule.Guided());
            assertThat(second).isEqualTo(first);
            assertThat(model.predict(input)).isEqualTo(scores);
            assertThat(input).isEqualTo(tensor("cnn_res_relu/input"));
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"cnn_gap.script, cnn_gap", "cnn_fc.trace, cnn_fc", "tiny_vit.trace, tiny_vit"})
    void anImagesNumbersDoNotDependOnItsNeighbours(String file, String input) {
        try (TorchScriptModel model = Golden.model(file)) {
            Tensor images = tensor(input + "/input");
            Tensor whole = model.predict(images);
            Objective all = Golden.targets(input, Score.LOGIT);
            Tensor gradients = model.gradients(images, all, Set.of(Layer.INPUT), BackwardRule.GRADIENT)
                    .gradients()
                    .get(Layer.INPUT);
            for (int i = 0; i < images.shape().dim(0); i++) {
                Tensor one = images.slice(i, i + 1);
                assertThat(model.predict(one)).isEqualTo(whole.slice(i, i + 1));
                Objective own = Objective.classes(
                        Score.LOGIT,
                        new int[] {Golden.integers(input + "/target")[i]},
                        whole.shape().dim(1));
                assertThat(model.gradients(one, own, Set.of(Layer.INPUT), BackwardRule.GRADIENT)
                                .gradients()
                                .get(Layer.INPUT))
                        .isEqualTo(gradients.slice(i, i + 1));
            }
        }
    }

    @Test
    void severalThreadsGetWhatOneGets() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TorchScriptModel model = Golden.model("cnn_gap.trace")) {
            Tensor input = tensor("cnn_gap/input");
            Gradients alone = model.gradients(
                    input, Golden.targets("cnn_gap", Score.LOGIT), Set.of(Layer.INPUT), BackwardRule.GRADIENT);
            Callable<Gradients> task = () -> model.gradients(
                    input, Golden.targets("cnn_gap", Score.LOGIT), Set.of(Layer.INPUT), BackwardRule.GRADIENT);
            for (Future<Gradients> other : threads.invokeAll(List.of(task, task, task, task, task, task))) {
                assertThat(other.get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anOblongPictureIsTakenByANetworkOfAnySize() {
        try (TorchScriptModel model = Golden.model("cnn_gap.script")) {
            assertThat(model.spec().input()).isEqualTo(ImageInput.nchw(3, Shape.DYNAMIC, Shape.DYNAMIC));
            Tensor scores = model.predict(Tensor.zeros(Shape.of(2, 3, 20, 44)));
            assertThat(scores.shape()).isEqualTo(Shape.of(2, 5));
            Layer last = model.lastSpatialLayer().orElseThrow();
            var maps = model.activations(Tensor.zeros(Shape.of(2, 3, 20, 44)), Set.of(last));
            assertThat(maps.values().get(last).shape()).isEqualTo(Shape.of(2, 32, 5, 11));
        }
    }

    @Test
    void channelsAndLogProbabilitiesAreFoundByTrying() {
        try (TorchScriptModel model =
                TorchScriptModel.open(Golden.path("tricks/grey.script.pt"), LoadOptions.defaults())) {
            assertThat(model.spec().input().channels()).isEqualTo(1);
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.LOG_PROBABILITIES);
            assertThat(model.head()).isPresent();
        }
    }

    @Test
    void labelsBesideTheFileAndOptionsAreTaken(@TempDir Path folder) throws IOException {
        Path file = Files.copy(Golden.path("models/cnn_gap.script.pt"), folder.resolve("net.bin"));
        Files.writeString(folder.resolve("synset.txt"), "circle\nsquare\ntriangle\nstar\ncross\n");
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.cifar10Akamaster());
        try (Model model = Models.load(file, options)) {
            assertThat(model).isInstanceOf(TorchScriptModel.class);
            assertThat(model.spec().labels()).containsExactly("circle", "square", "triangle", "star", "cross");
            assertThat(model.spec().preprocessing()).isEqualTo(Preprocessing.cifar10Akamaster());
            assertThat(model.spec().sha256()).hasSize(64);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Models.load(file, options.withLabels(List.of("one", "two"))))
                .withMessageContaining("2 labels");
    }

    @Test
    void aLiteFileThatHoldsTheFullNetworkIsOpened() {
        try (Model model = Models.load(Golden.path("tricks/lite.ptl"))) {
            assertThat(model.predict(Tensor.zeros(Shape.of(1, 3, 8, 8))).shape())
                    .isEqualTo(Shape.of(1, 2));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tricks/state.pth, state_dict",
        "tricks/legacy.pth, state_dict",
        "tricks/training.trace.pt, training mode",
        "tricks/two.script.pt, one image tensor is expected"
    })
    void whatCannotBeExplainedIsRefusedInWords(String file, String word) {
        assertThatThrownBy(() -> Models.load(Golden.path(file)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(word);
    }

    @Test
    void otherFormatsAreNamed(@TempDir Path folder) throws IOException {
        Path keras =
                Files.write(folder.resolve("model.h5"), "\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Models.load(keras))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("Keras");
        Path lite = Files.write(folder.resolve("model.ptl"), "....PTMF....".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Models.load(lite))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("lite interpreter");
        Path torn = Files.write(
                folder.resolve("torn.pt"),
                java.util.Arrays.copyOf(Files.readAllBytes(Golden.path("models/cnn_gap.trace.pt")), 5000));
        assertThatThrownBy(() -> Models.load(torn))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("damaged");
        Path text = Files.writeString(folder.resolve("text.pt"), "hello");
        assertThatThrownBy(() -> Models.load(text))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("not a TorchScript file");
    }

    @Test
    void aWrongShapeLayerObjectiveOrDeviceIsNamed() {
        try (TorchScriptModel model = Golden.model("cnn_fc.script")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.predict(Tensor.zeros(Shape.of(1, 3, 40, 32))))
                    .withMessageContaining("[?, 3, 32, 32]")
                    .withMessageContaining("[1, 3, 40, 32]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.layer("relu9"))
                    .withMessageContaining("relu");
            Tensor one = Tensor.zeros(Shape.of(1, 3, 32, 32));
            Objective six = Objective.classes(Score.LOGIT, new int[] {5}, 6);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.gradients(one, six, Set.of(Layer.INPUT), BackwardRule.GRADIENT))
                    .withMessageContaining("[1, 5]");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TorchScriptModel.open(
                        Golden.path("models/cnn_gap.script.pt"),
                        LoadOptions.defaults().withDevice("tpu")))
                .withMessageContaining("tpu");
        assertThatThrownBy(() -> TorchScriptModel.open(
                        Golden.path("models/cnn_gap.script.pt"),
                        LoadOptions.defaults().withDevice("gpu:7")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("gpu:7");
    }

    @Test
    void relevancePropagationIsRefused() {
        try (TorchScriptModel model = tricks()) {
            BackwardRule lrp = new BackwardRule.Lrp(xai4j.model.LrpComposite.epsilonPlus());
            assertThat(model.obstacle(Layer.INPUT, lrp)).isPresent();
            assertThat(model.obstacle(Layer.INPUT, BackwardRule.GRADIENT)).isEmpty();
            assertThatThrownBy(() -> inputGradient(model, tensor("tricks/input"), lrp))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("ONNX");
        }
    }

    @Test
    void closingTwiceIsNoError() {
        TorchScriptModel model = tricks();
        model.close();
        model.close();
    }
}
