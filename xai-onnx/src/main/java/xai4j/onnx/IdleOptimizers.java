package xai4j.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * Optimisers of ONNX Runtime that have nothing to do in a graph: each looks for patterns around certain operators, and goes through the whole graph, some
 * of them several times, where none of them is. For a small convolutional network that was a quarter of the time that opening a session took.
 *
 * <p>An engine passes over names that it does not know, so that another version is at worst slower.
 */
final class IdleOptimizers {
    /** The operators without any of which an optimiser finds nothing. */
    private static final Map<String, Set<String>> PATTERNS = patterns();

    private IdleOptimizers() {}

    private static Map<String, Set<String>> patterns() {
        Map<String, Set<String>> patterns = new LinkedHashMap<>();
        put(
                patterns,
                "QuantizeLinear DequantizeLinear",
                "EnsureUniqueDQForNodeUnit DoubleQDQPairsRemover QDQPropagationTransformer WeightBiasQuantization WhereDummyDq QDQS8ToU8Transformer"
                        + " QDQSelectorActionTransformer QDQFinalCleanupTransformer");
        put(
                patterns,
                "MatMulInteger DynamicQuantizeLinear MatMulNBits",
                "MatMulIntegerToFloatFusion DynamicQuantizeMatMulFusion MatMulNBitsFusion");
        put(
                patterns,
                "MatMul FusedMatMul",
                "MatMulAddFusion MatmulTransposeFusion MatMulScaleFusion MatMulActivationFusion AttentionFusion GroupQueryAttentionFusion");
        put(patterns, "GroupQueryAttention", "GroupQueryAttentionPreNormFusion");
        put(patterns, "Erf Tanh Gelu", "GeluFusionL1 GeluFusionL2 BiasGeluFusion FastGeluFusion");
        put(patterns, "Sigmoid", "QuickGeluFusion");
        put(
                patterns,
                "ReduceMean LayerNormalization SimplifiedLayerNormalization RMSNormalization SkipLayerNormalization",
                "LayerNormFusionL1 LayerNormFusionL2 SimplifiedLayerNormFusion EmbedLayerNormFusion SkipLayerNormFusion BiasSkipLayerNormFusion");
        put(patterns, "Gather", "GatherSliceToSplitFusion GatherToSliceFusion");
        put(patterns, "Softmax", "BiasSoftmaxFusion");
        put(patterns, "Dropout BiasDropout", "BiasDropoutFusion");
        put(patterns, "Transpose", "TransposeOptimizer TransposeOptimizer_CPUExecutionProvider");
        return patterns;
    }

    private static void put(Map<String, Set<String>> patterns, String operators, String optimizers) {
        for (String optimizer : optimizers.split(" ", -1)) {
            patterns.put(optimizer, Set.of(operators.split(" ", -1)));
        }
    }

    /** Their names, as the engine takes them; none for a graph with graphs in it, which may hold any operator. */
    static List<String> of(OnnxGraph graph) {
        if (graph.nodes().stream().anyMatch(Node::hasSubgraph)) {
            return List.of();
        }
        Set<String> operators = graph.nodes().stream().map(Node::operator).collect(Collectors.toSet());
        List<String> idle = new ArrayList<>();
        PATTERNS.forEach((optimizer, needed) -> {
            if (needed.stream().noneMatch(operators::contains)) {
                idle.add(optimizer);
            }
        });
        return idle;
    }
}
