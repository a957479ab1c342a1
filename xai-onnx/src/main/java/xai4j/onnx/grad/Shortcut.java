package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.List;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * A way past part of a graph: whatever uses a later value uses an earlier one in its place.
 *
 * @param from the earlier value
 * @param to the later one; both empty when nothing is left out
 */
public record Shortcut(String from, String to) {
    /** Nothing is left out. */
    public static final Shortcut NONE = new Shortcut("", "");

    /** A network's anatomy with the shortcut taken. */
    public GraphAnatomy in(GraphAnatomy anatomy) {
        if (equals(NONE)) {
            return anatomy;
        }
        OnnxGraph edited = in(anatomy.graph());
        GradientGraph.specialise(edited, anatomy.shapes());
        return anatomy.seenIn(edited);
    }

    /** A graph with the shortcut taken. */
    public OnnxGraph in(OnnxGraph graph) {
        OnnxGraph edited = graph.copy();
        List<Node> nodes = new ArrayList<>();
        for (Node node : edited.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(input -> input.equals(to) ? from : input)
                    .toList();
            nodes.add(node.rewired(inputs, node.outputs()));
        }
        edited.nodes().clear();
        edited.nodes().addAll(nodes);
        return edited;
    }
}
