package xai4j.onnx;

import java.util.List;
import java.util.Optional;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.grad.Seed;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/** Lets a gradient graph choose the class by itself: the cotangent becomes the one-hot row of the highest score. */
final class TopClassSeed {
    private TopClassSeed() {}

    static OnnxGraph in(GradientGraph gradient, Seed seed, int classes) {
        OnnxGraph graph = gradient.graph().copy();
        graph.inputs().remove(gradient.cotangent());
        graph.add(ConstantTensor.vector("xai4j/top/shape", -1, classes));
        graph.add(ConstantTensor.vector("xai4j/top/depth", classes));
        graph.add(ConstantTensor.ofFloats("xai4j/top/values", new long[] {2}, 0, 1));
        List<Node> choice = List.of(
                Node.of("Reshape", List.of(seed.value(), "xai4j/top/shape"), List.of("xai4j/top/table")),
                Node.of(
                        "ArgMax",
                        List.of("xai4j/top/table"),
                        List.of("xai4j/top/index"),
                        Attribute.of("axis", 1L),
                        Attribute.of("keepdims", 0L)),
                Node.of(
                        "OneHot",
                        List.of("xai4j/top/index", "xai4j/top/depth", "xai4j/top/values"),
                        List.of(gradient.cotangent())));
        int after = 0;
        for (int i = 0; i < graph.nodes().size(); i++) {
            after = graph.nodes().get(i).outputs().contains(seed.value()) ? i + 1 : after;
        }
        graph.nodes().addAll(after, choice);
        graph.nodes().replaceAll(node -> row(graph, node, gradient.cotangent()).orElse(node));
        graph.keepOnly(graph.outputs().keySet().stream().toList());
        return graph;
    }

    /** One class's row of the weights in the place of a product of all weights with zeros and a one. */
    private static Optional<Node> row(OnnxGraph graph, Node node, String oneHot) {
        boolean isRow = node.is("Gemm")
                && node.input(0).equals(oneHot)
                && graph.initializers().containsKey(node.input(1))
                && !node.hasInput(2)
                && node.number("alpha", 1) == 1
                && node.integer("transA", 0) == 0
                && node.integer("transB", 0) == 0;
        return isRow
                ? Optional.of(Node.of("Gather", List.of(node.input(1), "xai4j/top/index"), node.outputs()))
                : Optional.empty();
    }
}
