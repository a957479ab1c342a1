package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.List;
import xai4j.model.ModelException;

/** Refuses attributes that no operator can have, over which engines and arithmetic on shapes would trip, or abort the process. */
final class AttributeChecks {
    private static final List<String> POSITIVE = List.of("strides", "dilations", "kernel_shape");

    private AttributeChecks() {}

    /**
     * Refuses nodes whose strides, dilations, kernels, groups or deviations are not positive, or whose range is empty.
     *
     * @throws ModelException naming the operator and the attribute
     */
    static void require(List<Node> nodes) {
        nodes.stream().filter(Node::isStandard).forEach(AttributeChecks::require);
    }

    private static void require(Node node) {
        for (String name : POSITIVE) {
            long[] values = node.integers(name);
            if (Arrays.stream(values).anyMatch(value -> value < 1 || value > Integer.MAX_VALUE)) {
                throw refused(node, name, Arrays.toString(values));
            }
        }
        if (node.operator().startsWith("RandomNormal") && !(node.number("scale", 1) > 0)) {
            throw refused(node, "scale", Float.toString(node.number("scale", 1)));
        }
        boolean uniform = node.operator().startsWith("RandomUniform");
        if (uniform && !(node.number("low", 0) < node.number("high", 1))) {
            throw refused(node, "low", Float.toString(node.number("low", 0)));
        }
        if (node.integer("group", 1) < 1) {
            throw refused(node, "group", Long.toString(node.integer("group", 1)));
        }
    }

    private static ModelException refused(Node node, String attribute, String value) {
        return new ModelException("the operator " + node + " has " + attribute + " " + value + ", which cannot be");
    }
}
