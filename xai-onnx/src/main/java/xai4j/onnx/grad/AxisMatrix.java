package xai4j.onnx.grad;

import java.util.Arrays;
import xai4j.onnx.graph.Dims;

/**
 * Applies a matrix along one axis of a value: the form that every separable linear operator has (pooling with padding,
 * reflection, resizing, picking rows).
 */
final class AxisMatrix {
    private AxisMatrix() {}

    /**
     * Multiplies along an axis.
     *
     * @param x the value
     * @param dims its extents for one batch size
     * @param target its extents with -1 where they depend on the batch
     * @param axis axis of extent {@code columns}
     * @param matrix name of a matrix {@code [rows, columns]}
     * @param rows extent of the axis afterwards
     */
    static String apply(
            BackwardContext context, String x, long[] dims, long[] target, int axis, String matrix, long rows) {
        GraphBuilder emit = context.builder();
        int rank = dims.length;
        if (axis == rank - 1 && rank > 1) {
            return emit.op("MatMul", x, emit.transpose(matrix, 1, 0));
        }
        if (axis == rank - 2) {
            return emit.op("MatMul", matrix, x);
        }
        long inner = Dims.size(Arrays.copyOfRange(dims, axis + 1, rank));
        if (Arrays.stream(target, axis, rank).anyMatch(dim -> dim < 0)) {
            throw context.refusal("an axis behind the batch is of dynamic extent");
        }
        String flat = emit.reshape(x, -1, dims[axis], inner);
        long[] result = target.clone();
        result[axis] = rows;
        return emit.reshape(emit.op("MatMul", matrix, flat), result);
    }
}
