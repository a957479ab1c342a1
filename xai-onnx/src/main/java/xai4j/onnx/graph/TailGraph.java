package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.List;

/** What is added to a graph so that its logits, or the scores without a scale, are values of it. */
final class TailGraph {
    /** Nothing is added. */
    static final TailGraph NOTHING = new TailGraph();

    private static final String PREFIX = "xai4j/tail/";

    private final List<Node> nodes = new ArrayList<>();
    private final List<ConstantTensor> constants = new ArrayList<>();

    /** The result of an operator that has one. */
    String apply(String operator, List<String> inputs, Attribute... attributes) {
        String name = PREFIX + operator + nodes.size();
        nodes.add(Node.of(operator, inputs, List.of(name), attributes));
        return name;
    }

    /** A node of the graph, applied to another value in the place of its first input. */
    String again(Node node, String value) {
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(0, value);
        String name = PREFIX + node.operator() + nodes.size();
        nodes.add(node.rewired(inputs, List.of(name)).named(""));
        return name;
    }

    /** One class of {@code [N, K]}, as {@code [N, 1]} or {@code [N]}. */
    String take(String value, int index, boolean keepsAxis) {
        String name = PREFIX + "class" + constants.size();
        constants.add(ConstantTensor.ofLongs(name, keepsAxis ? new long[] {1} : new long[0], index));
        return apply("Gather", List.of(value, name), Attribute.of("axis", 1));
    }

    /** A graph with what is added; the same when that is nothing. */
    OnnxGraph in(OnnxGraph graph) {
        if (nodes.isEmpty()) {
            return graph;
        }
        OnnxGraph complete = graph.copy();
        constants.forEach(complete::add);
        complete.nodes().addAll(nodes);
        return complete;
    }
}
