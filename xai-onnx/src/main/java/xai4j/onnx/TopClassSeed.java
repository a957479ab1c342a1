package xai4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.grad.Seed;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;

/** Lets a gradient graph choose the class by itself: the cotangent becomes the one-hot row of the highest score. */
final class TopClassSeed {
    /** Input {@code [N, 1]} of a graph that can do both: 1 where the class is to be chosen, 0 where the cotangent says all. */
    static final String SWITCH = "xai4j/top/switch";

    private static final String ONE_HOT = "xai4j/top/one-hot";

    private TopClassSeed() {}

    /** One graph for the predicted class and for given ones: it goes back from {@code cotangent + switch · one-hot}, which is one of the two to the bit. */
    static OnnxGraph switched(GradientGraph gradient, Seed seed, int classes) {
        OnnxGraph graph = gradient.graph().copy();
        ValueInfo given = Objects.requireNonNull(graph.inputs().get(gradient.cotangent()));
        graph.inputs()
                .put(
                        SWITCH,
                        ValueInfo.of(
                                SWITCH,
                                given.type(),
                                List.of(given.dims().orElseThrow().get(0), ValueInfo.Dim.of(1))));
        String chosen = "xai4j/top/cotangent";
        graph.nodes()
                .replaceAll(node -> node.inputs().contains(gradient.cotangent())
                        ? node.rewired(
                                node.inputs().stream()
                                        .map(input -> input.equals(gradient.cotangent()) ? chosen : input)
                                        .toList(),
                                node.outputs())
                        : node);
        choose(
                graph,
                seed,
                classes,
                ONE_HOT,
                List.of(
                        Node.of("Mul", List.of(SWITCH, ONE_HOT), List.of("xai4j/top/switched")),
                        Node.of("Add", List.of(gradient.cotangent(), "xai4j/top/switched"), List.of(chosen))));
        return graph;
    }

    static OnnxGraph in(GradientGraph gradient, Seed seed, int classes) {
        OnnxGraph graph = gradient.graph().copy();
        graph.inputs().remove(gradient.cotangent());
        choose(graph, seed, classes, gradient.cotangent(), List.of());
        graph.nodes().replaceAll(node -> row(graph, node, gradient.cotangent()).orElse(node));
        graph.keepOnly(graph.outputs().keySet().stream().toList());
        return graph;
    }

    /** Writes the choice behind the score, and what follows from it. */
    private static void choose(OnnxGraph graph, Seed seed, int classes, String oneHot, List<Node> further) {
        graph.add(ConstantTensor.vector("xai4j/top/shape", -1, classes));
        graph.add(ConstantTensor.vector("xai4j/top/depth", classes));
        graph.add(ConstantTensor.ofFloats("xai4j/top/values", new long[] {2}, 0, 1));
        List<Node> choice = new ArrayList<>(List.of(
                Node.of("Reshape", List.of(seed.value(), "xai4j/top/shape"), List.of("xai4j/top/table")),
                Node.of(
                        "ArgMax",
                        List.of("xai4j/top/table"),
                        List.of("xai4j/top/index"),
                        Attribute.of("axis", 1L),
                        Attribute.of("keepdims", 0L)),
                Node.of("OneHot", List.of("xai4j/top/index", "xai4j/top/depth", "xai4j/top/values"), List.of(oneHot))));
        choice.addAll(further);
        int after = 0;
        for (int i = 0; i < graph.nodes().size(); i++) {
            after = graph.nodes().get(i).outputs().contains(seed.value()) ? i + 1 : after;
        }
        graph.nodes().addAll(after, choice);
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
