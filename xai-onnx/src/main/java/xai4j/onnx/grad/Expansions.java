package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/**
 * Writes fused operators as the elementary ones that define them, so that each rule book passes them without a rule of
 * their own. Only what a backward pass goes through is written out; elsewhere the engine keeps its fused kernels.
 */
final class Expansions {
    /** What elementary operators need. */
    private static final long OPSET = 17;

    private static final Map<String, Consumer<ExpansionContext>> DEFINITIONS = new HashMap<>();

    static {
        DEFINITIONS.putAll(AttentionExpansions.attention());
        DEFINITIONS.putAll(AttentionExpansions.rotary());
        DEFINITIONS.putAll(NormalizationExpansions.all());
        DEFINITIONS.putAll(SamplingExpansions.all());
    }

    private Expansions() {}

    /** Qualified names of the operators that are written out. */
    static Set<String> operators() {
        return DEFINITIONS.keySet();
    }

    /**
     * Writes out the nodes between wanted values and seed.
     *
     * @param path nodes that the backward pass goes through
     * @return whether the graph has changed
     * @throws xai4j.model.ModelException if one is used in a way that is not known here; the message names it
     */
    static boolean apply(OnnxGraph graph, Shapes shapes, Set<Node> path) {
        List<Node> nodes = new ArrayList<>();
        boolean changed = false;
        for (Node node : graph.nodes()) {
            Consumer<ExpansionContext> definition =
                    path.contains(node) ? DEFINITIONS.get(node.qualifiedOperator()) : null;
            if (definition == null) {
                nodes.add(node);
            } else {
                String prefix = "xai4j/" + node + "/" + nodes.size() + "/"; // refusals of a part name the whole
                definition.accept(new ExpansionContext(node, shapes, new GraphBuilder(graph, nodes, prefix)));
                changed = true;
            }
        }
        if (changed) {
            graph.nodes().clear();
            graph.nodes().addAll(nodes);
            graph.opsets().merge("", OPSET, Math::max);
        }
        return changed;
    }
}
