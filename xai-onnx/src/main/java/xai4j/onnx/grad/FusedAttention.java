package xai4j.onnx.grad;

import java.util.HashSet;
import java.util.Set;
import xai4j.onnx.graph.FloatWidening;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.OpsetUpgrade;
import xai4j.onnx.graph.Shapes;

/** Fused attention written out, so that its probabilities are values of the graph that can be read and differentiated. */
public final class FusedAttention {
    private static final Set<String> OPERATORS =
            Set.of("Attention", "com.microsoft.Attention", "com.microsoft.MultiHeadAttention");

    private FusedAttention() {}

    /** Whether a graph has any. */
    public static boolean isIn(OnnxGraph graph) {
        return graph.nodes().stream().anyMatch(node -> OPERATORS.contains(node.qualifiedOperator()));
    }

    /**
     * A graph's anatomy with each fused attention in elementary operators, at the image size of the given one. float16 is widened.
     *
     * @throws xai4j.model.ModelException if one is used in a way that is not known here; the message names it
     */
    public static GraphAnatomy writtenOut(GraphAnatomy model) {
        OnnxGraph graph = model.graph().copy();
        FloatWidening.apply(graph);
        OpsetUpgrade.apply(graph, model.shapes());
        GradientGraph.specialise(graph, model.shapes());
        Set<Node> fused = new HashSet<>(graph.nodes());
        fused.removeIf(node -> !OPERATORS.contains(node.qualifiedOperator()));
        Expansions.apply(graph, Shapes.of(graph), fused);
        return model.seenIn(graph);
    }
}
