package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.io.Npy;
import xai4j.model.Activations;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LoadOptions;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Inner values against torch's hooks; layers by the names that people use. */
class OnnxActivationsTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");

    @ParameterizedTest
    @CsvSource({
        "cnn_gap, cnn_gap, relu1",
        "cnn_gap, cnn_gap, bn3",
        "cnn_gap, cnn_gap, relu3",
        "cnn_gap, cnn_gap_folded, relu3",
        "cnn_fc, cnn_fc, conv2",
        "cnn_fc, cnn_fc, pool2",
        "cnn_res_relu, cnn_res_relu, act3",
        "cnn_res_relu, cnn_res_relu_folded, act4",
        "cnn_res_gelu, cnn_res_gelu, act4",
        "cnn_res_gelu, cnn_res_gelu_folded, act3",
        "cnn_res_silu, cnn_res_silu, act4",
        "cnn_res_silu, cnn_res_silu_folded, act3",
        "cnn_res_hardswish, cnn_res_hardswish, act4",
        "cnn_res_hardswish, cnn_res_hardswish_folded, act3",
        "tiny_vit, tiny_vit, blocks.1.softmax"
    })
    void activationsAreThoseOfTheModule(String data, String model, String module) {
        try (OnnxModel loaded = open(model)) {
            Layer layer = loaded.layer(module);
            Activations activations = loaded.activations(array(data, "input"), Set.of(layer));
            assertClose(activations.values().get(layer), array(data, "act_" + module), 2e-5);
            assertClose(activations.scores(), array(data, "output"), 2e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cnn_gap, OUTPUT, output",
        "cnn_gap, LOGIT, output",
        "cnn_gap, PROBABILITY, probs",
        "cnn_fc, OUTPUT, output",
        "cnn_fc, LOGIT, logits",
        "cnn_fc, PROBABILITY, output",
        "tiny_vit, LOGIT, output",
        "tiny_vit, PROBABILITY, probs"
    })
    void eachKindOfScoreIsThatOfTheReference(String model, Score score, String golden) {
        try (OnnxModel loaded = open(model)) {
            assertClose(loaded.predict(array(model, "input"), score), array(model, golden), 1e-5);
        }
    }

    static Stream<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(GOLDENS.resolve("models"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void allLayersTogetherHaveTheShapesThatWereSaid(Path file) {
        try (OnnxModel model = OnnxModel.open(file, LoadOptions.defaults())) {
            Tensor batch = Tensor.zeros(model.spec().input().batchShape(3));
            Activations all = model.activations(batch, Set.copyOf(model.layers()));
            assertThat(all.values()).hasSameSizeAs(model.layers());
            all.values().forEach((layer, values) -> {
                boolean perImage = layer.shape().rank() > 0 && layer.shape().dim(0) == Shape.DYNAMIC;
                if (perImage) {
                    assertThat(values.shape())
                            .as(layer.name())
                            .isEqualTo(layer.shape().withFirst(3));
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cnn_gap, /relu3/Relu_output_0, /relu3/Relu_output_0",
        "cnn_gap, /relu3/Relu, /relu3/Relu_output_0",
        "cnn_gap, relu3, /relu3/Relu_output_0",
        "cnn_gap, /relu3, /relu3/Relu_output_0",
        "cnn_gap, fc, output",
        "cnn_fc, softmax, output",
        "cnn_fc, fc2, /fc2/Gemm_output_0",
        "cnn_res_gelu, act4, /act4/Mul_1_output_0",
        "tiny_vit, blocks.0.softmax, /blocks.0/softmax/Softmax_output_0",
        "tiny_vit, blocks.0/softmax, /blocks.0/softmax/Softmax_output_0",
        "tiny_vit, blocks.0, /blocks.0/Add_1_output_0"
    })
    void layersAnswerToValueNodeAndModule(String model, String name, String value) {
        try (OnnxModel loaded = open(model)) {
            assertThat(loaded.layer(name).name()).isEqualTo(value);
        }
    }

    @Test
    void aModuleThatOccursTwiceHasToBeNamedInFull() {
        try (OnnxModel loaded = open("tiny_vit")) {
            assertThatThrownBy(() -> loaded.layer("softmax"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("blocks.0.softmax")
                    .hasMessageContaining("blocks.1.softmax");
        }
    }

    @Test
    void anUnknownLayerIsAnsweredWithTheNearest() {
        try (OnnxModel loaded = open("cnn_gap")) {
            assertThatThrownBy(() -> loaded.layer("/relu4/Relu_output_0"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("/relu3/Relu_output_0");
        }
    }

    @Test
    void aLayerOfAnotherModelIsRefused() {
        try (OnnxModel gap = open("cnn_gap");
                OnnxModel fc = open("cnn_fc")) {
            Layer foreign = fc.layer("pool2");
            Tensor batch = Tensor.zeros(Shape.of(1, 3, 32, 32));
            assertThatThrownBy(() -> gap.activations(batch, Set.of(foreign)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("/pool2/")
                    .hasMessageContaining("cnn_gap.onnx");
        }
    }

    @Test
    void theHeadReproducesTheLogits() {
        try (OnnxModel loaded = open("cnn_gap")) {
            LinearHead head = loaded.head().orElseThrow();
            assertThat(head.pooling()).isEqualTo(LinearHead.Pooling.AVERAGE);
            Activations run = loaded.activations(array("cnn_gap", "input"), Set.of(head.features()));
            Tensor maps = run.values().get(head.features());
            for (int image = 0; image < 3; image++) {
                for (int k = 0; k < 5; k++) {
                    assertThat(logit(head, maps.row(image), k))
                            .isCloseTo(run.scores().get(image, k), org.assertj.core.api.Assertions.within(1e-4));
                }
            }
        }
    }

    private static double logit(LinearHead head, Tensor maps, int k) {
        int area = maps.shape().dim(1) * maps.shape().dim(2);
        double logit = head.bias().at(k);
        for (int i = 0; i < maps.size(); i++) {
            logit += (double) head.weights().get(k, i / area) * maps.at(i) / area;
        }
        return logit;
    }

    @Test
    void aReplacedLayerGivesTheScoresOfItsValues() {
        try (OnnxModel loaded = open("cnn_gap")) {
            Tensor batch = array("cnn_gap", "input");
            Layer layer = loaded.layer("relu2");
            Tensor own = loaded.activations(batch, Set.of(layer)).values().get(layer);
            assertClose(loaded.predictWith(batch, layer, own, Score.OUTPUT), array("cnn_gap", "output"), 1e-5);
            assertThatThrownBy(() -> loaded.predictWith(batch, layer, own.slice(0, 2), Score.OUTPUT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[2, 16, 16, 16]");
        }
    }

    private static OnnxModel open(String model) {
        return OnnxModel.open(GOLDENS.resolve("models/" + model + ".onnx"), LoadOptions.defaults());
    }

    private static Tensor array(String folder, String name) {
        return Npy.readFloat(GOLDENS.resolve(folder + "/" + name + ".npy"));
    }

    private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
            difference = Math.max(difference, Math.abs(actual.at(i) - expected.at(i)));
        }
        assertThat(difference / largest).isLessThan(tolerance);
    }
}
