package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.Objects;

/** Arithmetic on extents. */
public final class Dims {
    private Dims() {}

    /** Number of elements. */
    public static long size(long... dims) {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    /**
     * An axis counted from the front; the one behind the last is allowed.
     *
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public static int axis(long axis, int rank) {
        return (int) Objects.checkIndex(axis < 0 ? axis + rank : axis, rank + 1L);
    }

    /** The extents to which several shapes broadcast together. */
    public static long[] broadcast(long[]... shapes) {
        int rank = Arrays.stream(shapes).mapToInt(dims -> dims.length).max().orElse(0);
        long[] result = new long[rank];
        Arrays.fill(result, 1);
        for (long[] dims : shapes) {
            for (int i = 0; i < dims.length; i++) {
                int at = rank - dims.length + i;
                if (result[at] == 1) {
                    result[at] = dims[i];
                } else if (dims[i] != 1 && dims[i] != result[at]) {
                    throw new InferredValue.UnknownShape();
                }
            }
        }
        return result;
    }

    /** The index per axis of a flat position. */
    public static long[] index(long flat, long[] dims) {
        long[] index = new long[dims.length];
        long rest = flat;
        for (int i = dims.length - 1; i >= 0; i--) {
            index[i] = rest % dims[i];
            rest /= dims[i];
        }
        return index;
    }

    /** The row-major position of an index. */
    public static int flat(long[] index, long[] dims) {
        long flat = 0;
        for (int i = 0; i < dims.length; i++) {
            flat = flat * dims[i] + index[i];
        }
        return (int) flat;
    }

    /** One list of extents after another. */
    public static long[] concat(long[] first, long... second) {
        long[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Extents with one axis replaced by others, possibly none. */
    public static long[] replace(long[] dims, int axis, long... by) {
        return concat(concat(Arrays.copyOf(dims, axis), by), Arrays.copyOfRange(dims, axis + 1, dims.length));
    }

    /** Extents in another order of axes. */
    public static long[] permute(long[] dims, long[] order) {
        return Arrays.stream(order).map(axis -> dims[(int) axis]).toArray();
    }

    /** The order of axes that reverses them. */
    public static long[] reversed(int rank) {
        long[] order = new long[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = rank - 1L - i;
        }
        return order;
    }
}
