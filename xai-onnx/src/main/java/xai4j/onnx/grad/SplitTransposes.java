package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * Splits before a Transpose what was split behind it. The engine then puts each part into blocks of channels as it lies, without a transposed
 * copy of the whole; max pooling over joined maps gives such a gradient.
 */
final class SplitTransposes {
    private final OnnxGraph graph;
    private final GraphLinks links;
    private final List<Node> nodes = new ArrayList<>();
    private final GraphBuilder emit;

    private SplitTransposes(OnnxGraph graph) {
        this.graph = graph;
        this.links = new GraphLinks(graph);
        this.emit = new GraphBuilder(graph, nodes, "xai4j/turned/");
    }

    /** Rewrites a graph in place; what is an output stays. */
    static void apply(OnnxGraph graph) {
        if (graph.nodes().stream().anyMatch(node -> node.is("Split"))) {
            new SplitTransposes(graph).run();
        }
    }

    private void run() {
        for (Node node : graph.nodes()) {
            Optional<Node> transpose = node.is("Split") ? links.producer(node.input(0)) : Optional.empty();
            if (transpose.filter(this::isSplit).isPresent()) {
                addParts(transpose.get(), node);
            } else if (!isSplit(node)) {
                nodes.add(node);
            }
        }
        graph.nodes().clear();
        graph.nodes().addAll(nodes);
    }

    /** Whether a node is a Transpose of which nothing but its parts is used. */
    private boolean isSplit(Node node) {
        List<Node> readers = node.is("Transpose") && node.attribute("perm").isPresent()
                ? links.consumers(node.output(0))
                : List.of();
        return readers.size() == 1
                && readers.get(0).is("Split")
                && !graph.outputs().containsKey(node.output(0));
    }

    private void addParts(Node transpose, Node split) {
        long[] order = transpose.integers("perm");
        long axis = order[Dims.axis(split.integer("axis", 0), order.length)];
        List<String> inputs = new ArrayList<>(split.inputs());
        inputs.set(0, transpose.input(0));
        List<String> parts =
                split.outputs().stream().map(part -> emit.fresh("part")).toList();
        nodes.add(split.rewired(inputs, parts).with(Attribute.of("axis", axis)));
        for (int i = 0; i < parts.size(); i++) {
            List<String> turned = List.of(split.outputs().get(i));
            nodes.add(transpose.rewired(List.of(parts.get(i)), turned).named(emit.fresh("Transpose")));
        }
    }
}
