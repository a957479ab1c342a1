package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static xai4j.djl.torch.Golden.assertClose;
import static xai4j.djl.torch.Golden.integers;
import static xai4j.djl.torch.Golden.targets;
import static xai4j.djl.torch.Golden.tensor;

import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.djl.Platform;
import xai4j.model.BackwardRule;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.tensor.Tensor;

class TorchScriptGoldenTest {
    private static final double TIGHT = 1e-5;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    @ParameterizedTest
    @CsvSource({
        "cnn_gap, trace", "cnn_gap, script", "cnn_fc, trace", "cnn_fc, script", "cnn_res_relu, trace",
        "cnn_res_relu, script", "cnn_res_silu, trace", "cnn_res_silu, script", "tiny_vit, trace", "tiny_vit, script"
    })
    void predictsWhatPythonPredicts(String name, String form) {
        try (TorchScriptModel model = Golden.model(name + "." + form)) {
            assertClose(model.predict(tensor(name + "/input")), tensor(name + "/output"), TIGHT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cnn_gap.trace, relu1, cnn_gap/act_relu1",
        "cnn_gap.script, bn3, cnn_gap/act_bn3",
        "cnn_gap.script, relu3, cnn_gap/act_relu3",
        "cnn_fc.trace, relu2, cnn_fc/act_relu2",
        "cnn_res_relu.script, act4, cnn_res_relu/layer_activation",
        "cnn_res_silu.trace, act4, cnn_res_silu/layer_activation",
        "tiny_vit.script, blocks.1.softmax, tiny_vit/act_blocks.1.softmax"
    })
    void readsTheOutputOfAnyModule(String name, String layerName, String expected) {
        try (TorchScriptModel model = Golden.model(name)) {
            Layer layer = model.layer(layerName);
            Tensor input = tensor(name.substring(0, name.indexOf('.')) + "/input");
            var activations = model.activations(input, Set.of(layer));
            assertClose(activations.values().get(layer), tensor(expected), TIGHT);
            assertThat(activations.scores()).isEqualTo(model.predict(input));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cnn_gap, trace, saliency_signed, LOGIT, gradient",
        "cnn_gap, script, saliency_signed, LOGIT, gradient",
        "cnn_gap, trace, guided_backprop, LOGIT, guided",
        "cnn_gap, script, guided_backprop, LOGIT, guided",
        "cnn_gap, trace, deconvolution, LOGIT, deconvnet",
        "cnn_gap, script, deconvolution, LOGIT, deconvnet",
        "cnn_fc, trace, logit/saliency_signed, LOGIT, gradient",
        "cnn_fc, script, logit/guided_backprop, LOGIT, guided",
        "cnn_fc, trace, logit/deconvolution, LOGIT, deconvnet",
        "cnn_fc, script, prob_saliency_signed, PROBABILITY, gradient",
        "cnn_fc, trace, prob_saliency_signed, OUTPUT, gradient",
        "cnn_res_relu, trace, saliency_signed, LOGIT, gradient",
        "cnn_res_relu, trace, guided_backprop, LOGIT, guided",
        "cnn_res_relu, script, guided_backprop, LOGIT, guided",
        "cnn_res_relu, script, deconvolution, LOGIT, deconvnet",
        "cnn_res_silu, script, saliency_signed, LOGIT, gradient",
        "tiny_vit, trace, saliency_signed, LOGIT, gradient",
        "tiny_vit, script, saliency_signed, LOGIT, gradient"
    })
    void inputGradientsMatchPython(String name, String form, String expected, Score score, String rule) {
        try (TorchScriptModel model = Golden.model(name + "." + form)) {
            Tensor input = tensor(name + "/input");
            Gradients gradients = model.gradients(input, targets(name, score), Set.of(Layer.INPUT), rule(rule));
            assertClose(gradients.gradients().get(Layer.INPUT), tensor(name + "/" + expected), 2 * TIGHT);
            assertThat(gradients.activations().get(Layer.INPUT)).isEqualTo(input);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cnn_gap, trace, deeplift_rescale, LOGIT", "cnn_gap, script, deeplift_rescale, LOGIT",
        "cnn_fc, trace, logit/deeplift_rescale, LOGIT", "cnn_fc, script, prob_deeplift_rescale, PROBABILITY",
        "cnn_fc, trace, prob_deeplift_rescale, OUTPUT"
    })
    void deepLiftContributionsMatchShap(String name, String form, String expected, Score score) {
        try (TorchScriptModel model = Golden.model(name + "." + form)) {
            Tensor input = tensor(name + "/input");
            Tensor baseline = Tensor.zeros(input.shape().withFirst(1));
            Tensor multipliers = model.gradients(
                            input, targets(name, score), Set.of(Layer.INPUT), new BackwardRule.DeepLift(baseline))
                    .gradients()
                    .get(Layer.INPUT);
            assertClose(times(multipliers, input), tensor(name + "/" + expected), 1e-4);
        }
    }

    @ParameterizedTest
    @CsvSource({"cnn_gap, script", "cnn_res_relu, trace", "cnn_res_silu, script"})
    void deepLiftIsCompleteAlsoWithOverlappingPoolsAndBranches(String name, String form) {
        try (TorchScriptModel model = Golden.model(name + "." + form)) {
            Tensor input = tensor(name + "/input");
            Tensor baseline = Tensor.zeros(input.shape().withFirst(1));
            Gradients lift = model.gradients(
                    input, targets(name, Score.LOGIT), Set.of(Layer.INPUT), new BackwardRule.DeepLift(baseline));
            Tensor contributions = times(lift.gradients().get(Layer.INPUT), input);
            Tensor scores = model.predict(input);
            Tensor before = model.predict(baseline);
            int[] targets = integers(name + "/target");
            for (int row = 0; row < targets.length; row++) {
                double sum = 0;
                for (float value : contributions.row(row).toArray()) {
                    sum += value;
                }
                double change = scores.get(row, targets[row]) - before.get(0, targets[row]);
                assertThat(sum).isCloseTo(change, org.assertj.core.data.Offset.offset(1e-4));
            }
            assertClose(lift.scores(), scores, TIGHT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "script"})
    void gradCamWeightsMatchPythonAtSeveralLayersInOnePass(String form) {
        try (TorchScriptModel model = Golden.model("cnn_gap." + form)) {
            Layer last = model.lastSpatialLayer().orElseThrow();
            Layer middle = model.layer("relu2");
            Tensor input = tensor("cnn_gap/input");
            Gradients gradients = model.gradients(
                    input, targets("cnn_gap", Score.LOGIT), Set.of(last, middle), BackwardRule.GRADIENT);
            assertClose(
                    Golden.spatialMean(gradients.gradients().get(last)), tensor("cnn_gap/cam_GradCAM_weights"), TIGHT);
            Objective runnerUp = Objective.classes(Score.LOGIT, integers("cnn_gap/target2"), 5);
            Gradients second = model.gradients(input, runnerUp, Set.of(middle), BackwardRule.GRADIENT);
            assertClose(
                    Golden.spatialMean(second.gradients().get(middle)),
                    tensor("cnn_gap/mid/cam_GradCAM_weights"),
                    TIGHT);
            assertClose(gradients.activations().get(last), tensor("cnn_gap/act_relu3"), TIGHT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "script"})
    void attentionGradientsMatchPython(String form) {
        try (TorchScriptModel model = Golden.model("tiny_vit." + form)) {
            Layer attention = model.layer("blocks.0.softmax");
            Gradients gradients = model.gradients(
                    tensor("tiny_vit/input"),
                    targets("tiny_vit", Score.LOGIT),
                    Set.of(attention),
                    BackwardRule.GRADIENT);
            assertClose(gradients.gradients().get(attention), tensor("tiny_vit/attn_grad_blocks.0.softmax"), 2 * TIGHT);
            assertThat(model.lastSpatialLayer().orElseThrow().name()).isEqualTo("blocks.0");
            assertThat(model.spec().input().height()).isEqualTo(32);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "script"})
    void headIsPoolingAndTheLastLinearMap(String form) {
        try (TorchScriptModel model = Golden.model("cnn_gap." + form)) {
            LinearHead head = model.head().orElseThrow();
            assertThat(head.features().name()).isEqualTo("relu3");
            assertThat(head.pooling()).isEqualTo(LinearHead.Pooling.AVERAGE);
            Tensor pooled = Golden.spatialMean(tensor("cnn_gap/act_relu3"));
            Tensor logits = Tensor.zeros(tensor("cnn_gap/output").shape());
            for (int row = 0; row < 3; row++) {
                for (int k = 0; k < 5; k++) {
                    double sum = head.bias().at(k);
                    for (int c = 0; c < 32; c++) {
                        sum += head.weights().get(k, c) * pooled.get(row, c);
                    }
                    logits.set(row * 5 + k, (float) sum);
                }
            }
            assertClose(logits, tensor("cnn_gap/output"), TIGHT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "script"})
    void softmaxAtTheEndIsRecognised(String form) {
        try (TorchScriptModel model = Golden.model("cnn_fc." + form)) {
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
            assertThat(model.head()).isEmpty();
            assertThat(model.lastSpatialLayer().orElseThrow().name()).isEqualTo("relu2");
            Tensor input = tensor("cnn_fc/input");
            Tensor logits = model.predict(input, Score.LOGIT);
            assertClose(xai4j.model.Scores.softmax(logits), tensor("cnn_fc/output"), TIGHT);
        }
    }

    private static BackwardRule rule(String name) {
        return switch (name) {
            case "guided" -> new BackwardRule.Guided();
            case "deconvnet" -> new BackwardRule.Deconvnet();
            default -> BackwardRule.GRADIENT;
        };
    }

    private static Tensor times(Tensor a, Tensor b) {
        Tensor product = Tensor.zeros(a.shape());
        for (int i = 0; i < a.size(); i++) {
            product.set(i, a.at(i) * b.at(i));
        }
        return product;
    }
}
