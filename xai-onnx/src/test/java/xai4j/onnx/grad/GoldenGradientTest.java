package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.io.Npy;
import xai4j.model.BackwardRule;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.TestModels;
import xai4j.tensor.Tensor;

/** Input gradients against captum and torch. */
class GoldenGradientTest {
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @CsvSource({
        "cnn_gap, cnn_gap, saliency_signed",
        "cnn_gap, cnn_gap_folded, saliency_signed",
        "cnn_fc, cnn_fc, logit/saliency_signed",
        "cnn_res_relu, cnn_res_relu, saliency_signed",
        "cnn_res_relu, cnn_res_relu_folded, saliency_signed",
        "cnn_res_gelu, cnn_res_gelu, saliency_signed",
        "cnn_res_silu, cnn_res_silu, saliency_signed",
        "cnn_res_hardswish, cnn_res_hardswish, saliency_signed",
        "tiny_vit, tiny_vit, saliency_signed",
    })
    void inputGradientsMatchTorch(String data, String model, String golden) {
        Golden run = new Golden(data, model);
        assertThat(run.error(golden, GradientRequest.ofLogits(run.anatomy, Set.of("input"))))
                .isLessThan(TOLERANCE);
    }

    @Test
    void gradientsOfProbabilitiesPassTheSoftmax() {
        Golden run = new Golden("cnn_fc", "cnn_fc");
        GradientRequest request =
                GradientRequest.ofLogits(run.anatomy, Set.of("input")).from(Seed.scores(run.anatomy.scores()));
        assertThat(run.error("prob_saliency_signed", request)).isLessThan(1e-4);
    }

    @ParameterizedTest
    @CsvSource({"cnn_gap, ''", "cnn_fc, logit/", "cnn_res_relu, ''"})
    void guidedBackpropagationMatchesCaptum(String model, String folder) {
        Golden run = new Golden(model, model);
        GradientRequest request =
                GradientRequest.ofLogits(run.anatomy, Set.of("input")).under(new BackwardRule.Guided());
        assertThat(run.error(folder + "guided_backprop", request)).isLessThan(TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"cnn_gap, ''", "cnn_fc, logit/", "cnn_res_relu, ''"})
    void deconvnetMatchesCaptum(String model, String folder) {
        Golden run = new Golden(model, model);
        GradientRequest request =
                GradientRequest.ofLogits(run.anatomy, Set.of("input")).under(new BackwardRule.Deconvnet());
        assertThat(run.error(folder + "deconvolution", request)).isLessThan(TOLERANCE);
    }

    @Test
    void gradientsOfInnerValuesMatchTorch() {
        Golden run = new Golden("tiny_vit", "tiny_vit");
        String attention = "/blocks.0/softmax/Softmax_output_0";
        GradientGraph graph = GradientGraph.build(GradientRequest.ofLogits(run.anatomy, Set.of(attention, "input")));
        Map<String, Tensor> out = run.run(graph);
        assertThat(GradientRuns.relativeError(
                        out.get(graph.gradient(attention)), run.array("attn_grad_blocks.0.softmax")))
                .isLessThan(TOLERANCE);
        assertThat(GradientRuns.relativeError(out.get(graph.gradient("input")), run.array("saliency_signed")))
                .isLessThan(TOLERANCE);
    }

    @Test
    void theGateOfASwishGetsItsOwnGradientWhenItIsAskedFor() {
        Golden run = new Golden("cnn_res_silu", "cnn_res_silu");
        String gate = run.anatomy.graph().nodes().stream()
                .filter(node -> node.is("Sigmoid"))
                .findFirst()
                .orElseThrow()
                .output(0);
        GradientGraph both = GradientGraph.build(GradientRequest.ofLogits(run.anatomy, Set.of(gate, "input")));
        GradientGraph alone = GradientGraph.build(GradientRequest.ofLogits(run.anatomy, Set.of(gate)));
        Map<String, Tensor> out = run.run(both);
        assertThat(GradientRuns.relativeError(
                        out.get(both.gradient(gate)), run.run(alone).get(alone.gradient(gate))))
                .isLessThan(TOLERANCE);
        assertThat(GradientRuns.relativeError(out.get(both.gradient("input")), run.array("saliency_signed")))
                .isLessThan(TOLERANCE);
    }

    @Test
    void aGraphForSingleImagesLeavesNoExtentOpen() {
        Golden run = new Golden("cnn_gap", "cnn_gap");
        BackwardRule rule = new BackwardRule.DeepLift(run.array("input"));
        GradientGraph graph = GradientGraph.build(
                GradientRequest.ofLogits(run.anatomy, Set.of("input")).under(rule));
        assertThat(graph.graph().inputs().values())
                .anyMatch(port -> !port.dims().orElseThrow().get(0).isFixed());
        assertThat(graph.forSingleImages().graph().inputs().values())
                .hasSize(3)
                .allMatch(port -> port.dims().orElseThrow().get(0).size() == 1)
                .allMatch(port -> port.dims().orElseThrow().stream().allMatch(dim -> dim.isFixed()));
    }

    /** A golden model with its images and targets. */
    static final class Golden {
        final String data;
        final GraphAnatomy anatomy;

        Golden(String data, String model) {
            this.data = data;
            this.anatomy = GraphAnatomy.of(OnnxGraph.read(TestModels.golden("models/" + model + ".onnx")));
        }

        Tensor array(String name) {
            return Npy.readFloat(TestModels.golden(data + "/" + name + ".npy"));
        }

        Tensor cotangent() {
            int[] targets = Npy.readInt(TestModels.golden(data + "/target.npy")).values();
            return GradientRuns.oneHot(targets, anatomy.classes());
        }

        Map<String, Tensor> run(GradientGraph graph) {
            Map<String, Tensor> feeds = new HashMap<>();
            feeds.put("input", array("input"));
            feeds.put(graph.cotangent(), cotangent());
            return GradientRuns.run(graph.graph(), feeds);
        }

        double error(String golden, GradientRequest request) {
            GradientGraph graph = GradientGraph.build(request);
            return GradientRuns.relativeError(run(graph).get(graph.gradient("input")), array(golden));
        }
    }
}
