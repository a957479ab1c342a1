package xai4j.onnx.graph;

import java.util.List;
import xai4j.model.ModelException;

/** Bounds how deep graphs may lie inside nodes of graphs, as in branches and loops. */
final class NestedGraphs {
    /** Exporters nest two or three deep; the engine itself refuses a hundred. */
    private static final int DEEPEST = 32;

    private NestedGraphs() {}

    /**
     * Refuses nodes that are nested too deep.
     *
     * @throws ModelException if they are
     */
    static void requireShallow(List<Node> nodes) {
        requireShallow(nodes, 0);
    }

    private static void requireShallow(List<Node> nodes, int depth) {
        if (depth > DEEPEST) {
            throw new ModelException("branches and loops lie more than " + DEEPEST + " deep in each other");
        }
        nodes.stream().filter(Node::hasSubgraph).forEach(node -> requireShallow(node.inner(), depth + 1));
    }
}
