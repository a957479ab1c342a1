package xai4j.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;

class GraphAnatomyTest {
    @ParameterizedTest
    @CsvSource({
        "cnn_gap, output, /relu3/Relu_output_0, true",
        "cnn_gap_folded, output, /relu3/Relu_output_0, true",
        "cnn_fc, /fc2/Gemm_output_0, /relu2/Relu_output_0, false",
        "cnn_res_relu, output, /act4/Relu_output_0, true",
        "cnn_res_gelu, output, /act4/Mul_1_output_0, true",
        "cnn_res_silu, output, /act4/Mul_output_0, true",
        "cnn_res_hardswish, output, /act4/Mul_output_0, true",
        "tiny_vit, output, /blocks.0/Add_1_output_0, false"
    })
    void findsLogitsLastFeatureMapAndHead(String model, String logits, String last, boolean head) {
        GraphAnatomy anatomy = GraphAnatomy.of(OnnxGraph.read(TestModels.golden("models/" + model + ".onnx")));

        assertThat(anatomy.logits()).isEqualTo(logits);
        assertThat(anatomy.lastSpatialLayer().map(Layer::name)).contains(last);
        assertThat(anatomy.head().isPresent()).isEqualTo(head);
        assertThat(anatomy.head().map(found -> found.features().name()).orElse(last))
                .isEqualTo(last);
    }

    @Test
    void scoresOfASoftmaxAreProbabilities() {
        GraphAnatomy anatomy = GraphAnatomy.of(OnnxGraph.read(TestModels.golden("models/cnn_fc.onnx")));

        assertThat(anatomy.scores()).isEqualTo("output");
        assertThat(anatomy.scoreKind()).isEqualTo(ScoreKind.PROBABILITIES);
        assertThat(anatomy.classes()).isEqualTo(5);
    }

    @Test
    void anOutputFromWhichAnotherIsComputedIsNotTheScores() {
        GraphAnatomy anatomy = GraphAnatomy.of(OnnxGraph.read(TestModels.golden("models/protopnet.onnx")));

        assertThat(anatomy.scores()).isEqualTo("logits");
    }

    @Test
    void layersAreInExecutionOrderWithShapeAndLayout() {
        GraphAnatomy anatomy = GraphAnatomy.of(OnnxGraph.read(TestModels.golden("models/cnn_gap.onnx")));

        assertThat(anatomy.layers()).extracting(Layer::operator).startsWith("Conv", "BatchNormalization", "Relu");
        Layer relu3 = anatomy.lastSpatialLayer().orElseThrow();
        assertThat(relu3.shape()).isEqualTo(Shape.of(Shape.DYNAMIC, 32, 8, 8));
        assertThat(relu3.layout()).isEqualTo(FeatureLayout.CHANNELS_FIRST);
        assertThat(anatomy.layers()).contains(relu3);
    }

    @Test
    void tokensAreRecognised() {
        GraphAnatomy anatomy = GraphAnatomy.of(OnnxGraph.read(TestModels.golden("models/tiny_vit.onnx")));

        assertThat(anatomy.lastSpatialLayer().orElseThrow().layout()).isEqualTo(FeatureLayout.TOKENS);
        assertThat(anatomy.lastSpatialLayer().orElseThrow().shape().dim(1)).isEqualTo(65);
    }

    @Test
    void realModelsAreUnderstood() {
        Path models = TestModels.shared("real/models");
        assertReal(models.resolve("squeezenet11.onnx"), "softmaxout_1", ScoreKind.PROBABILITIES, 1000, true);
        assertReal(models.resolve("squeezenet11_fp16.onnx"), "softmaxout_1", ScoreKind.PROBABILITIES, 1000, true);
        assertReal(models.resolve("darknet_tiny.onnx"), "logits", ScoreKind.LOGITS, 1000, true);
        assertReal(models.resolve("mobilenet_v1_025.onnx"), "logits", ScoreKind.LOGITS, 1000, true);
        assertReal(models.resolve("cifar10_resnet20.onnx"), "logits", ScoreKind.LOGITS, 10, true);
        assertReal(models.resolve("winml_cifar10_cnn.onnx"), "modelOutput", ScoreKind.LOGITS, 10, false);
        assertReal(models.resolve("mnist_cnn.onnx"), "output_probs", ScoreKind.LOG_PROBABILITIES, 10, false);
        assertReal(TestModels.shared("real/customvision/cat-or-dog.onnx"), "loss", ScoreKind.PROBABILITIES, 3, true);
    }

    private static void assertReal(Path file, String scores, ScoreKind kind, int classes, boolean head) {
        GraphAnatomy anatomy = GraphAnatomy.of(OnnxGraph.read(file), Map.of());
        assertThat(anatomy.scoreKind()).as(file.toString()).isEqualTo(kind);
        assertThat(anatomy.classes()).as(file.toString()).isEqualTo(classes);
        assertThat(anatomy.head().isPresent()).as(file.toString()).isEqualTo(head);
        assertThat(anatomy.lastSpatialLayer()).as(file.toString()).isPresent();
        if (!scores.equals("loss")) {
            assertThat(anatomy.scores()).as(file.toString()).isEqualTo(scores);
        }
        anatomy.head().map(LinearHead::features).ifPresent(features -> assertThat(features)
                .isEqualTo(anatomy.lastSpatialLayer().orElseThrow()));
    }
}
