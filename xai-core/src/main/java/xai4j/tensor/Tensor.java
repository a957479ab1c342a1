package xai4j.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.Objects;

/**
 * A dense float32 array in row-major order on a direct, native-order buffer, so that engines read and write it without a
 * copy.
 *
 * <p>{@link #row}, {@link #slice} and {@link #reshape} are views: they share their elements with this tensor. Reading
 * from several threads is safe; writing is the business of whoever made the tensor, before handing it on {@linkplain #asReadOnly
 * read-only}.
 */
public final class Tensor {
    private final Shape shape;
    private final FloatBuffer data;

    private Tensor(Shape shape, FloatBuffer data) {
        this.shape = shape;
        this.data = data;
    }

    /**
     * Allocates a tensor of zeros.
     *
     * @throws IllegalArgumentException if the shape is not static or needs more than 2 GiB
     */
    public static Tensor zeros(Shape shape) {
        if (!shape.isStatic()) {
            throw new IllegalArgumentException("cannot allocate a tensor of dynamic shape " + shape);
        }
        long bytes = (long) Float.BYTES;
        for (int dim : shape.dims()) {
            bytes = Math.multiplyExact(bytes, (long) dim);
        }
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a tensor of shape " + shape + " needs " + bytes + " bytes, at most "
                    + Integer.MAX_VALUE + " are possible");
        }
        ByteBuffer memory = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
        return new Tensor(shape, memory.asFloatBuffer());
    }

    /**
     * Copies values into a new tensor.
     *
     * @throws IllegalArgumentException if the number of values is not the size of the shape
     */
    public static Tensor of(Shape shape, float... values) {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(values.length + " values do not fill shape " + shape);
        }
        Tensor tensor = zeros(shape);
        tensor.data.put(0, values);
        return tensor;
    }

    /**
     * Wraps the remaining elements of a buffer without copying when it is direct and in native order; copies them
     * otherwise.
     *
     * @throws IllegalArgumentException if the number of remaining elements is not the size of the shape
     */
    public static Tensor wrap(Shape shape, FloatBuffer buffer) {
        if (buffer.remaining() != shape.size()) {
            throw new IllegalArgumentException(buffer.remaining() + " values do not fill shape " + shape);
        }
        if (buffer.isDirect() && buffer.order() == ByteOrder.nativeOrder()) {
            return new Tensor(shape, buffer.slice());
        }
        Tensor tensor = zeros(shape);
        tensor.data.duplicate().put(buffer.duplicate());
        return tensor;
    }

    /** Extents of this tensor. */
    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int size() {
        return data.capacity();
    }

    /**
     * The elements as a buffer with its own position and limit, shared with this tensor: writing to it writes to the
     * tensor, unless that is read-only.
     */
    public FloatBuffer buffer() {
        return data.duplicate();
    }

    /** The element at a row-major flat position. */
    public float at(int flat) {
        return data.get(flat);
    }

    /**
     * Writes the element at a row-major flat position.
     *
     * @throws UnsupportedOperationException if this tensor is read-only
     */
    public void set(int flat, float value) {
        try {
            data.put(flat, value);
        } catch (ReadOnlyBufferException e) {
            throw new UnsupportedOperationException("this tensor is read-only; write to a copy()", e);
        }
    }

    /**
     * The element at an index per axis.
     *
     * @throws IndexOutOfBoundsException if the index has another rank than the tensor or lies outside it
     */
    public float get(int... index) {
        if (index.length != shape.rank()) {
            throw new IndexOutOfBoundsException("index " + Arrays.toString(index) + " in shape " + shape);
        }
        int flat = 0;
        for (int axis = 0; axis < index.length; axis++) {
            flat = flat * shape.dim(axis) + Objects.checkIndex(index[axis], shape.dim(axis));
        }
        return data.get(flat);
    }

    /** A view of rows {@code from} (inclusive) to {@code to} (exclusive) along the outermost axis. */
    public Tensor slice(int from, int to) {
        Objects.checkFromToIndex(from, to, shape.dim(0));
        int row = shape.dropFirst().size();
        return new Tensor(shape.withFirst(to - from), data.slice(from * row, (to - from) * row));
    }

    /** A view of one entry along the outermost axis, without that axis. */
    public Tensor row(int index) {
        return slice(index, index + 1).reshape(shape.dropFirst());
    }

    /**
     * A view of the same elements under another shape.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public Tensor reshape(Shape other) {
        if (other.size() != size()) {
            throw new IllegalArgumentException("shape " + shape + " cannot be read as " + other);
        }
        return new Tensor(other, data);
    }

    /**
     * A view of the same elements that cannot be written; itself when it is one. What is handed out for good, as the components of
     * records are, is handed out so.
     */
    public Tensor asReadOnly() {
        return data.isReadOnly() ? this : new Tensor(shape, data.asReadOnlyBuffer());
    }

    /** Whether it cannot be written. */
    public boolean isReadOnly() {
        return data.isReadOnly();
    }

    /** Whether another is known to be a view of just the same elements, be it of another shape; false says nothing. */
    @SuppressWarnings("ReferenceEquality") // the buffer itself is meant: looking at what it holds is what this saves
    public boolean isViewOf(Tensor other) {
        return data == other.data;
    }

    /** A tensor with its own memory and the same elements. */
    public Tensor copy() {
        Tensor copy = zeros(shape);
        copy.data.put(0, data, 0, size());
        return copy;
    }

    /** The elements in row-major order as a fresh array. */
    public float[] toArray() {
        float[] values = new float[size()];
        data.get(0, values);
        return values;
    }

    /** Whether shape and all elements are equal bit for bit ({@code NaN} equals {@code NaN}). */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor
                && shape.equals(tensor.shape)
                && Arrays.equals(toArray(), tensor.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(toArray());
    }

    /** The shape, and the elements when there are few. */
    @Override
    public String toString() {
        return "Tensor" + shape + (size() <= 16 ? Arrays.toString(toArray()) : "");
    }
}
