package xai4j.djl.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Models;
import xai4j.djl.Platform;
import xai4j.djl.Real;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.PreprocessingOrigin;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class RealTensorFlowTest {
    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    @ParameterizedTest
    @CsvSource({
        "fruits/model.pb, Granny_Smith, Apple, 0.8",
        "fruits/model.pb, strawberry, Strawberry, 0.99",
        "fruits/model.pb, pineapple, Pineapple, 0.99",
        "fruits/model.pb, orange, Orange, 0.4",
        "iot-fruits/model.pb, Granny_Smith, Apple, 0.9",
        "iot-fruits/model.pb, lemon, Lemon, 0.99"
    })
    void customVisionNamesItsFruit(String file, String picture, String label, double least) throws IOException {
        try (DifferentiableModel model = open("customvision/" + file, LoadOptions.defaults())) {
            Tensor scores = model.predict(prepared(model, picture).batch());
            int best = best(scores);
            assertThat(model.spec().label(best)).isEqualTo(label);
            assertThat((double) scores.at(best)).isGreaterThan(least);
        }
    }

    @Test
    void gradCamOfTheFruitNetworkIsItsCam() throws IOException {
        try (DifferentiableModel model = open("customvision/fruits/model.pb", LoadOptions.defaults())) {
            LinearHead head = model.head().orElseThrow();
            Layer layer = model.lastSpatialLayer().orElseThrow();
            assertThat(layer.name()).isEqualTo("fire9_concat");
            Tensor image = prepared(model, "strawberry").batch();
            Tensor gradient = model.gradients(
                            image,
                            Objective.classes(Score.LOGIT, new int[] {6}, 7),
                            Set.of(layer),
                            BackwardRule.GRADIENT)
                    .gradients()
                    .get(layer);
            for (int c = 0; c < 512; c++) {
                assertThat(gradient.get(0, 7, 5, c) * 196)
                        .isCloseTo(head.weights().get(6, c), org.assertj.core.data.Offset.offset(1e-5f));
            }
        }
    }

    @Test
    void theSavedModelIsTakenForAnExportOfCustomVisionToo() throws IOException {
        try (DifferentiableModel frozen = open("customvision/fruits/model.pb", LoadOptions.defaults());
                DifferentiableModel saved = open("customvision/fruits_savedmodel", LoadOptions.defaults())) {
            assertThat(saved.spec().preprocessing()).isEqualTo(frozen.spec().preprocessing());
            assertThat(saved.spec().preprocessingOrigin()).isEqualTo(PreprocessingOrigin.ASSUMED);
        }
    }

    /** The name that an assumption is printed under, given back, is that assumption. */
    @ParameterizedTest
    @CsvSource({"fruits/model.pb", "fruits_savedmodel", "iot-fruits/model.pb"})
    void theNameOfTheAssumedPresetIsEnoughToGiveItBack(String file) throws IOException {
        try (DifferentiableModel assumed = open("customvision/" + file, LoadOptions.defaults())) {
            Preprocessing whole = assumed.spec().preprocessing();
            LoadOptions byName = LoadOptions.defaults().withPreprocessing(Preprocessing.named(whole.name()));
            try (DifferentiableModel given = open("customvision/" + file, byName)) {
                assertThat(given.spec().preprocessing()).isEqualTo(whole);
                assertThat(given.spec().preprocessingOrigin()).isEqualTo(PreprocessingOrigin.GIVEN);
            }
        }
    }

    @Test
    void theSavedModelOfTheFruitNetworkGivesTheSame() throws IOException {
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.caffe());
        try (DifferentiableModel frozen = open("customvision/fruits/model.pb", options);
                DifferentiableModel saved = open("customvision/fruits_savedmodel", options)) {
            Tensor image = prepared(frozen, "pineapple").batch();
            assertThat(saved.predict(image)).isEqualTo(frozen.predict(image));
            Objective objective = Objective.classes(Score.LOGIT, new int[] {5}, 7);
            assertThat(saved.gradients(image, objective, Set.of(Layer.INPUT), new BackwardRule.Guided())
                            .gradients())
                    .isEqualTo(frozen.gradients(image, objective, Set.of(Layer.INPUT), new BackwardRule.Guided())
                            .gradients());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mobilenet_v1_025_frozen.pb, gradient", "mobilenet_v1_025_savedmodel, gradient",
        "mobilenet_v1_025_frozen.pb, guided", "mobilenet_v1_025_frozen.pb, deconvnet"
    })
    void oneSetOfWeightsGivesOneExplanationInTensorFlowAndTorchScript(String file, String name) throws IOException {
        BackwardRule rule =
                switch (name) {
                    case "guided" -> new BackwardRule.Guided();
                    case "deconvnet" -> new BackwardRule.Deconvnet();
                    default -> BackwardRule.GRADIENT;
                };
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.tensorflow());
        try (DifferentiableModel flow = open("models/" + file, options);
                DifferentiableModel torch = open("models/mobilenet_v1_025.pt", options)) {
            Tensor last = prepared(flow, "goldfish").batch();
            Tensor first = channelsFirst(last);
            Tensor logits = flow.predict(last, Score.LOGIT);
            assertClose(torch.predict(first, Score.LOGIT), logits, 1e-4);
            Objective objective = Objective.classes(Score.LOGIT, new int[] {1}, 1000);
            Layer flowLayer = flow.lastSpatialLayer().orElseThrow();
            Layer torchLayer = torch.lastSpatialLayer().orElseThrow();
            Gradients ofFlow = flow.gradients(last, objective, Set.of(Layer.INPUT, flowLayer), rule);
            Gradients ofTorch = torch.gradients(first, objective, Set.of(Layer.INPUT, torchLayer), rule);
            assertClose(
                    channelsFirst(ofFlow.activations().get(flowLayer)),
                    ofTorch.activations().get(torchLayer),
                    1e-4);
            assertClose(
                    channelsFirst(ofFlow.gradients().get(flowLayer)),
                    ofTorch.gradients().get(torchLayer),
                    1e-4);
            assertClose(
                    channelsFirst(ofFlow.gradients().get(Layer.INPUT)),
                    ofTorch.gradients().get(Layer.INPUT),
                    2e-3);
        }
    }

    private static DifferentiableModel open(String name, LoadOptions options) {
        return Models.load(Real.path(name), DifferentiableModel.class, options);
    }

    private static PreparedImage prepared(DifferentiableModel model, String picture) throws IOException {
        try (Stream<Path> files = Files.list(Real.path("images/objects"))) {
            Path file = files.filter(path -> path.toString().contains(picture))
                    .findFirst()
                    .orElseThrow();
            return model.spec().prepare(Images.read(file));
        }
    }

    private static int best(Tensor scores) {
        int best = 0;
        for (int k = 1; k < scores.size(); k++) {
            best = scores.at(k) > scores.at(best) ? k : best;
        }
        return best;
    }

    private static Tensor channelsFirst(Tensor last) {
        int[] dims = last.shape().dims();
        Tensor first = Tensor.zeros(Shape.of(dims[0], dims[3], dims[1], dims[2]));
        int flat = 0;
        for (int n = 0; n < dims[0]; n++) {
            for (int c = 0; c < dims[3]; c++) {
                for (int y = 0; y < dims[1]; y++) {
                    for (int x = 0; x < dims[2]; x++) {
                        first.set(flat++, last.get(n, y, x, c));
                    }
                }
            }
        }
        return first;
    }

    private static void assertClose(Tensor actual, Tensor expected, double relative) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
            difference = Math.max(difference, Math.abs(actual.at(i) - expected.at(i)));
        }
        assertThat(difference / largest).isLessThan(relative);
    }
}
