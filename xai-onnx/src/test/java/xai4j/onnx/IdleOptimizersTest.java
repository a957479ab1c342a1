package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/** Which of the engine's optimisers are left out for which graphs. */
class IdleOptimizersTest {
    @Test
    void whatLooksForAbsentOperatorsIsLeftOut() {
        assertThat(IdleOptimizers.of(graph("Conv", "Relu", "MaxPool")))
                .contains("AttentionFusion", "QDQSelectorActionTransformer", "TransposeOptimizer", "GeluFusionL2")
                .doesNotContain("ConstantFolding", "ConvActivationFusion", "NchwcTransformer", "GemmActivationFusion");
    }

    @Test
    void whatHasItsOperatorStays() {
        assertThat(IdleOptimizers.of(graph("Transpose", "MatMul", "Erf", "ReduceMean", "Softmax", "DequantizeLinear")))
                .contains("GatherToSliceFusion", "QuickGeluFusion")
                .doesNotContain(
                        "TransposeOptimizer",
                        "MatMulAddFusion",
                        "AttentionFusion",
                        "GeluFusionL1",
                        "LayerNormFusionL2",
                        "SkipLayerNormFusion",
                        "BiasSoftmaxFusion",
                        "QDQFinalCleanupTransformer");
    }

    private static OnnxGraph graph(String... operators) {
        OnnxGraph graph = OnnxGraph.empty("graph", 17);
        for (String operator : operators) {
            graph.nodes().add(Node.of(operator, List.of(), List.of(operator)));
        }
        return graph;
    }
}
