package xai4j.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.grad.OneChannel;
import xai4j.onnx.grad.Seed;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A gradient graph for one class: the cotangent becomes the one-hot row of a class that the graph is told, or of the highest score, which it chooses by
 * itself. Of what is multiplied by such a row the class's own part alone is read. Predicted and given classes share a session, so that its weights are
 * there once.
 */
final class OneClassSeed {
    /** The input that takes the class of each image, {@code [N, 1]}; below zero where it is that of the highest score. */
    static final String CLASS = "xai4j/class";

    private static final String INDEX = "xai4j/class/index";
    private static final String SHAPE = "xai4j/class/shape";
    private static final String FLAT = "xai4j/class/flat";
    private static final String DEPTH = "xai4j/class/depth";
    private static final String ZERO = "xai4j/class/zero";
    private static final String VALUES = "xai4j/class/values";
    /** Integers up to it are floats. */
    private static final int MOST_CLASSES = 1 << 24;

    private OneClassSeed() {}

    /** The graph for one class of each image. */
    static OnnxGraph in(GradientGraph gradient, Seed seed, int classes) {
        ValueInfo cotangent = gradient.graph().inputs().get(gradient.cotangent());
        if (cotangent == null) {
            return gradient.graph();
        }
        boolean isDouble = cotangent.type() == ElementType.DOUBLE;
        OnnxGraph graph = gradient.graph().copy();
        graph.inputs().remove(gradient.cotangent());
        graph.inputs()
                .put(
                        CLASS,
                        ValueInfo.of(
                                CLASS,
                                ElementType.FLOAT,
                                List.of(cotangent.dims().orElseThrow().get(0), ValueInfo.Dim.of(1))));
        graph.add(ConstantTensor.vector(SHAPE, -1, classes));
        graph.add(ConstantTensor.vector(FLAT, -1));
        graph.add(ConstantTensor.vector(DEPTH, classes));
        graph.add(ConstantTensor.ofFloats(ZERO, new long[0], 0));
        graph.add(
                isDouble
                        ? ConstantTensor.ofDoubles(VALUES, new long[] {2}, 0, 1)
                        : ConstantTensor.ofFloats(VALUES, new long[] {2}, 0, 1));
        graph.nodes().addAll(behind(graph, seed), choice(seed, gradient.cotangent()));
        graph.nodes().replaceAll(node -> row(graph, node, gradient.cotangent()).orElse(node));
        if (!isDouble) {
            OneChannel.apply(graph, gradient.cotangent(), INDEX, classes);
        }
        graph.keepOnly(graph.outputs().keySet().stream().toList());
        return graph;
    }

    private static int behind(OnnxGraph graph, Seed seed) {
        int after = 0;
        for (int i = 0; i < graph.nodes().size(); i++) {
            after = graph.nodes().get(i).outputs().contains(seed.value()) ? i + 1 : after;
        }
        return after;
    }

    /** The class that is named, or that of the highest score, as a row. */
    private static List<Node> choice(Seed seed, String oneHot) {
        return List.of(
                Node.of("Reshape", List.of(seed.value(), SHAPE), List.of("xai4j/class/table")),
                Node.of(
                        "ArgMax",
                        List.of("xai4j/class/table"),
                        List.of("xai4j/class/highest"),
                        Attribute.of("axis", 1L),
                        Attribute.of("keepdims", 0L)),
                Node.of("Reshape", List.of(CLASS, FLAT), List.of("xai4j/class/given")),
                Node.of("Less", List.of("xai4j/class/given", ZERO), List.of("xai4j/class/open")),
                Node.of(
                        "Cast",
                        List.of("xai4j/class/given"),
                        List.of("xai4j/class/named"),
                        Attribute.of("to", ElementType.INT64.number())),
                Node.of(
                        "Where",
                        List.of("xai4j/class/open", "xai4j/class/highest", "xai4j/class/named"),
                        List.of(INDEX)),
                Node.of("OneHot", List.of(INDEX, DEPTH, VALUES), List.of(oneHot)));
    }

    /** {@link #CLASS} for so many images whose class the graph chooses. */
    static Tensor open(int images) {
        float[] open = new float[images];
        Arrays.fill(open, -1);
        return Tensor.of(Shape.of(images, 1), open);
    }

    /** The class of each row {@code [N, 1]}, when each is a one and zeros. */
    static Optional<Tensor> classes(Tensor weights) {
        if (weights.shape().rank() != 2 || weights.shape().dim(1) > MOST_CLASSES) {
            return Optional.empty();
        }
        Tensor classes = Tensor.zeros(Shape.of(weights.shape().dim(0), 1));
        for (int row = 0; row < classes.size(); row++) {
            int only = only(weights.row(row).toArray());
            if (only < 0) {
                return Optional.empty();
            }
            classes.set(row, only);
        }
        return Optional.of(classes);
    }

    /** Where the one is among zeros; −1 where there is anything else. */
    private static int only(float[] row) {
        int found = -1;
        for (int k = 0; k < row.length; k++) {
            if (row[k] != 0) {
                if (found >= 0 || row[k] != 1) {
                    return -1;
                }
                found = k;
            }
        }
        return found;
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
        return isRow ? Optional.of(Node.of("Gather", List.of(node.input(1), INDEX), node.outputs())) : Optional.empty();
    }
}
