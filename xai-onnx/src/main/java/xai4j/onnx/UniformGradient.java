package xai4j.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;

/**
 * The gradient behind a mean over all positions is one number per channel, spread out by a product with an array of equal shares. Without the spreading
 * it is the same numbers, to the bit, and a few hundred of them in the place of some hundred thousand.
 */
final class UniformGradient {
    private static final String SHARE = "xai4j/uniform/share";

    private static final int RANK = 4;

    private UniformGradient() {}

    /**
     * A gradient graph that leaves the spreading out, where it ends with it.
     *
     * @param graph changed in place
     * @param gradient its output
     */
    static OnnxGraph in(OnnxGraph graph, String gradient) {
        graph.nodes().replaceAll(node -> node.output(0).equals(gradient) ? unspread(graph, node) : node);
        graph.keepOnly(graph.outputs().keySet().stream().toList());
        return graph;
    }

    private static Node unspread(OnnxGraph graph, Node node) {
        ConstantTensor shares = node.is("Mul") ? graph.initializers().get(node.input(1)) : null;
        if (shares == null || !isOverPositions(shares.dims())) {
            return node;
        }
        float[] values = shares.floats();
        if (IntStream.range(1, values.length).anyMatch(i -> values[i] != values[0])) {
            return node;
        }
        graph.add(ConstantTensor.ofFloats(SHARE, new long[0], values[0]));
        return node.rewired(List.of(node.input(0), SHARE), node.outputs());
    }

    private static boolean isOverPositions(long[] dims) {
        return dims.length == RANK && dims[0] == 1 && dims[1] == 1;
    }

    /** Whether a value is as large as a layer's, or one number for each of its channels. */
    static boolean fits(Shape gradient, Shape activation) {
        boolean perChannel = activation.rank() == RANK
                && Arrays.equals(gradient.dims(), new int[] {activation.dim(0), activation.dim(1), 1, 1});
        return perChannel || gradient.equals(activation);
    }
}
