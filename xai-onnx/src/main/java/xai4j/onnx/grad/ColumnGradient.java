package xai4j.onnx.grad;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.Window;

/**
 * The way back through a convolution as a product of its kernels with the cotangent, whose columns are then added to the places that each position was
 * computed from. A transposed convolution is the same, number by number, but wants the cotangent's channels first: behind max pooling, which gives them
 * last, putting them there took longer than the convolution.
 */
final class ColumnGradient {
    private static final int HAS_COLUMNS = 18;
    private static final int RANK = 4;
    /** Elements of kernels up to which they are stored once more: those that read a picture. */
    private static final long MOST_STORED = 1 << 14;

    private ColumnGradient() {}

    /**
     * The gradient of a convolution's input.
     *
     * @param dy {@code [N, O, h, w]}
     * @param weights {@code [O, C, kh, kw]}
     * @param input spatial extents of the input
     * @return empty where the kernels are many or not stored, the type or rank is another, or the operator set lacks the operator
     */
    static Optional<String> of(BackwardContext context, String dy, String weights, Window window, long[] input) {
        GraphBuilder emit = context.builder();
        Optional<ConstantTensor> stored = emit.stored(weights)
                .filter(kernels -> kernels.type() == ElementType.FLOAT && kernels.size() <= MOST_STORED);
        long[] y = context.outputDims();
        boolean fits = emit.opset() >= HAS_COLUMNS
                && context.type() == ElementType.FLOAT
                && y.length == RANK
                && context.node().integer("group", 1) == 1;
        return fits
                ? stored.map(kernels -> columns(context, kernels, dy, y))
                        .map(columns -> together(emit, columns, window, input))
                : Optional.empty();
    }

    /** {@code [N, C · kh · kw, h · w]} */
    private static String columns(BackwardContext context, ConstantTensor kernels, String dy, long[] y) {
        GraphBuilder emit = context.builder();
        long outputs = kernels.dims()[0];
        String matrix = emit.constant(
                "columns",
                name -> ConstantTensor.ofFloats(
                        name, new long[] {kernels.size() / outputs, outputs}, transposed(kernels, (int) outputs)));
        long positions = y[2] * y[3];
        return emit.appended(dy)
                .filter(ColumnGradient::bringsChannelsFirst)
                .map(node -> emit.op(
                        "MatMul", matrix, emit.transpose(emit.reshape(node.input(0), -1, positions, outputs), 0, 2, 1)))
                .orElseGet(() -> emit.op("MatMul", matrix, emit.reshape(dy, -1, outputs, positions)));
    }

    /** The engine multiplies by the transposed matrix in place of transposing it. */
    private static boolean bringsChannelsFirst(Node node) {
        return node.is("Transpose") && Arrays.equals(node.integers("perm", new long[0]), new long[] {0, 3, 1, 2});
    }

    private static float[] transposed(ConstantTensor kernels, int outputs) {
        FloatBuffer from = kernels.floatBuffer();
        int rows = from.remaining() / outputs;
        float[] to = new float[from.remaining()];
        for (int o = 0; o < outputs; o++) {
            for (int row = 0; row < rows; row++) {
                to[row * outputs + o] = from.get(o * rows + row);
            }
        }
        return to;
    }

    private static String together(GraphBuilder emit, String columns, Window window, long[] input) {
        return emit.op(
                "Col2Im",
                List.of(columns, emit.longs(input), emit.longs(window.kernel())),
                Attribute.ints("strides", window.strides()),
                Attribute.ints("dilations", window.dilations()),
                Attribute.ints("pads", window.pads()));
    }
}
