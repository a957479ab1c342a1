package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns a float16 or bfloat16 graph into the same graph in float32, its inputs and outputs included. ONNX Runtime's CPU
 * kernels would convert at every node, and small gradients vanish in float16.
 */
public final class FloatWidening {
    private FloatWidening() {}

    private static boolean isNarrow(ElementType type) {
        return type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
    }

    /** Widens everything that is narrow; does nothing to a float32 graph. */
    public static void apply(OnnxGraph graph) {
        for (ConstantTensor tensor : List.copyOf(graph.initializers().values())) {
            if (isNarrow(tensor.type())) {
                graph.add(widened(tensor));
            }
        }
        widenPorts(graph.inputs());
        widenPorts(graph.outputs());
        graph.values().clear();
        List<Node> nodes = new ArrayList<>(graph.nodes());
        graph.nodes().clear();
        nodes.forEach(node -> graph.nodes().add(widened(node)));
    }

    private static ConstantTensor widened(ConstantTensor tensor) {
        return ConstantTensor.ofFloats(tensor.name(), tensor.dims(), tensor.floats());
    }

    private static void widenPorts(Map<String, ValueInfo> ports) {
        ports.replaceAll((name, port) -> isNarrow(port.type())
                ? ValueInfo.of(name, ElementType.FLOAT, port.dims().orElse(List.of()))
                : port);
    }

    private static Node widened(Node node) {
        if (node.is("Cast") && isNarrow(ElementType.of(node.integer("to", 0)))) {
            return node.with(Attribute.of("to", ElementType.FLOAT.number()));
        }
        return node.attribute("value")
                .filter(value -> node.is("Constant") || node.is("ConstantOfShape"))
                .map(Attribute::tensor)
                .filter(tensor -> isNarrow(tensor.type()))
                .map(tensor -> node.with(Attribute.of("value", widened(tensor))))
                .orElse(node);
    }
}
