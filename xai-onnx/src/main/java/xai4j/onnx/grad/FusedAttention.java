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
    private static final Set<String> OPERATORS = AttentionExpansions.attention().keySet();

    private FusedAttention() {}

    /** Whether a graph has any. */
    public static boolean isIn(OnnxGraph graph) {
        return graph.nodes().stream().anyMatch(node -> OPERATORS.contains(node.qualifiedOperator()));
    }

    /**
     * A graph in which attention is written out where queries, keys and values are packed into one tensor, as in files that were made for GPUs: for these forms
     * the engine has no kernel on the CPU. The same graph when there are none.
     *
     * @throws xai4j.model.ModelException if one is used in a way that is not known here; the message names it
     */
    public static OnnxGraph unpacked(OnnxGraph graph, Shapes shapes) {
        Set<Node> packed = new HashSet<>(graph.nodes());
        packed.removeIf(node -> !isPacked(node, shapes));
        if (packed.isEmpty()) {
            return graph;
        }
        OnnxGraph copy = graph.copy();
        OpsetUpgrade.apply(copy, shapes);
        Expansions.apply(copy, shapes, packed);
        return copy;
    }

    private static boolean isPacked(Node node, Shapes shapes) {
        return node.qualifiedOperator().equals("com.microsoft.MultiHeadAttention")
                && (!node.hasInput(1) || shapes.isKnown(node.input(1)) && shapes.dims(node.input(1)).length == 5);
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
