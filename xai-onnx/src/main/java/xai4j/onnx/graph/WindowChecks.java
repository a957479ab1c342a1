package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.List;
import xai4j.model.ModelException;

/** Refuses windows that no operator can have, which engines and arithmetic on shapes would only trip over. */
final class WindowChecks {
    private static final List<String> POSITIVE = List.of("strides", "dilations", "kernel_shape");

    private WindowChecks() {}

    /**
     * Refuses nodes whose strides, dilations, kernels or groups are not positive.
     *
     * @throws ModelException naming the operator and the attribute
     */
    static void require(List<Node> nodes) {
        nodes.stream().filter(Node::isStandard).forEach(WindowChecks::require);
    }

    private static void require(Node node) {
        for (String name : POSITIVE) {
            long[] values = node.integers(name);
            if (Arrays.stream(values).anyMatch(value -> value < 1 || value > Integer.MAX_VALUE)) {
                throw refused(node, name, Arrays.toString(values));
            }
        }
        if (node.integer("group", 1) < 1) {
            throw refused(node, "group", Long.toString(node.integer("group", 1)));
        }
    }

    private static ModelException refused(Node node, String attribute, String value) {
        return new ModelException("the operator " + node + " has " + attribute + " " + value + ", which cannot be");
    }
}
