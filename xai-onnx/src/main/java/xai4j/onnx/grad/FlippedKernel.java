package xai4j.onnx.grad;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.ElementType;

/**
 * The kernel of the convolution that goes back through another: within each group input and output channels are exchanged, and the
 * spatial axes run the other way. {@code [O, I/g, k…]} becomes {@code [I, O/g, k…]}.
 *
 * <p>It is computed when the graph is written. As nodes for the engine to fold it took half of the time that opening a session took.
 */
final class FlippedKernel {
    /** Output channels at a time, so that what is read next to each other is still in the cache. */
    private static final int TILE = 16;

    private final ConstantTensor weights;
    private final int groups;
    private final int outputs;
    private final int inputs;
    private final int size;

    private FlippedKernel(ConstantTensor weights, long groups) {
        long[] dims = weights.dims();
        this.weights = weights;
        this.groups = Math.toIntExact(groups);
        this.outputs = Math.toIntExact(dims[0] / groups);
        this.inputs = Math.toIntExact(dims[1]);
        this.size = Math.toIntExact(Dims.size(dims) / Math.max(1, dims[0] * dims[1]));
    }

    /** Whether a stored tensor can be flipped here. */
    static boolean isPossible(ConstantTensor weights) {
        return weights.type() == ElementType.FLOAT;
    }

    /** The flipped kernel under another name. */
    static ConstantTensor of(String name, ConstantTensor weights, long groups) {
        long[] dims = weights.dims();
        long[] flipped = dims.clone();
        flipped[0] = groups * dims[1];
        flipped[1] = dims[0] / groups;
        FlippedKernel kernel = new FlippedKernel(weights, groups);
        return ConstantTensor.shared(
                name, ElementType.FLOAT, flipped, () -> weights.derived("flipped in " + groups, kernel::computed));
    }

    /** A few output channels at a time, whose kernels lie one behind the other; what comes of them lies in pieces, one for each input channel. */
    private ByteBuffer computed() {
        FloatBuffer from = weights.floatBuffer();
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(from.remaining(), Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer to = bytes.asFloatBuffer();
        int row = inputs * size;
        float[] rows = new float[TILE * row];
        float[] piece = new float[TILE * size];
        for (int group = 0; group < groups; group++) {
            for (int first = 0; first < outputs; first += TILE) {
                int count = Math.min(TILE, outputs - first);
                from.get((group * outputs + first) * row, rows, 0, count * row);
                for (int input = 0; input < inputs; input++) {
                    flip(rows, row, (input + 1) * size - 1, count, piece);
                    to.put(((group * inputs + input) * outputs + first) * size, piece, 0, count * size);
                }
            }
        }
        return bytes;
    }

    /** Kernels of one input channel, each from its last element to its first. */
    private void flip(float[] rows, int row, int last, int count, float[] piece) {
        int at = 0;
        for (int output = 0; output < count; output++) {
            int end = output * row + last;
            for (int i = 0; i < size; i++) {
                piece[at++] = rows[end - i];
            }
        }
    }
}
