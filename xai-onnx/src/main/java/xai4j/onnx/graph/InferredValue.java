package xai4j.onnx.graph;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a value for one batch size without running the model.
 *
 * @param type type of the elements
 * @param dims extents, or null when not even the rank is known
 * @param data elements, row-major, when the value does not depend on the input and is small
 */
@SuppressWarnings("ArrayRecordComponent")
record InferredValue(ElementType type, long @Nullable [] dims, double @Nullable [] data) {
    /** Folded values are shapes, pads, scales and the like; anything longer is left to the engine. */
    static final int LARGEST = 4096;

    static final InferredValue NOTHING = new InferredValue(ElementType.UNDEFINED, null, null);

    static InferredValue of(ElementType type, long @Nullable [] dims) {
        return new InferredValue(type, dims, null);
    }

    static InferredValue of(ConstantTensor tensor) {
        boolean small = tensor.size() <= LARGEST && tensor.type() != ElementType.STRING && !tensor.isExternal();
        return new InferredValue(tensor.type(), tensor.dims(), small ? tensor.doubles() : null);
    }

    /** Elements in a shape; they are dropped when there are too many. */
    static InferredValue folded(ElementType type, long[] dims, double[] data) {
        return new InferredValue(type, dims, data.length <= LARGEST ? data : null);
    }

    int rank() {
        return dims == null ? -1 : dims.length;
    }

    boolean hasDims() {
        return dims != null;
    }

    boolean hasData() {
        return data != null;
    }

    long[] requireDims() {
        if (dims == null) {
            throw new UnknownShape();
        }
        return dims;
    }

    double[] requireData() {
        if (data == null) {
            throw new UnknownShape();
        }
        return data;
    }

    long[] longs() {
        double[] values = requireData();
        long[] result = new long[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (long) values[i];
        }
        return result;
    }

    /** Ends the inference of one node: what it would need is not known. */
    static final class UnknownShape extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownShape() {
            super("unknown", null, false, false);
        }
    }
}
