package xai4j.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extent of a tensor along each axis, outermost first, for example {@code [N, C, H, W]}.
 *
 * <p>A shape that describes a model's port may hold {@link #DYNAMIC} where the extent is only known when the model runs;
 * a {@link Tensor}'s own shape never does.
 */
public final class Shape {
    /** The extent of an axis whose size is not fixed by the model. */
    public static final int DYNAMIC = -1;

    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /**
     * Makes a shape of the given extents.
     *
     * @throws IllegalArgumentException if an extent is below zero and not {@link #DYNAMIC}
     */
    public static Shape of(int... dims) {
        for (int dim : dims) {
            if (dim < DYNAMIC) {
                throw new IllegalArgumentException("negative extent in shape " + Arrays.toString(dims));
            }
        }
        return new Shape(dims.clone());
    }

    /** Number of axes. */
    public int rank() {
        return dims.length;
    }

    /** Extent of an axis; a negative axis counts from the end, so {@code dim(-1)} is the innermost. */
    public int dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /** All extents, outermost first, as a fresh array. */
    public int[] dims() {
        return dims.clone();
    }

    /** Whether every extent is known. */
    public boolean isStatic() {
        for (int dim : dims) {
            if (dim == DYNAMIC) {
                return false;
            }
        }
        return true;
    }

    /**
     * Number of elements.
     *
     * @throws IllegalStateException if an extent is {@link #DYNAMIC}
     * @throws ArithmeticException if there are more than {@link Integer#MAX_VALUE} elements
     */
    public int size() {
        int size = 1;
        for (int dim : dims) {
            if (dim == DYNAMIC) {
                throw new IllegalStateException("shape " + this + " is not static");
            }
            size = Math.multiplyExact(size, dim);
        }
        return size;
    }

    /** This shape with one more axis of the given extent in front. */
    public Shape prepend(int dim) {
        int[] longer = new int[dims.length + 1];
        longer[0] = dim;
        System.arraycopy(dims, 0, longer, 1, dims.length);
        return of(longer);
    }

    /** This shape without its outermost axis. */
    public Shape dropFirst() {
        return new Shape(Arrays.copyOfRange(dims, 1, dims.length));
    }

    /** This shape with another extent along the outermost axis. */
    public Shape withFirst(int dim) {
        return dropFirst().prepend(dim);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** The extents in brackets, a dynamic one as a question mark: {@code [?, 3, 224, 224]}. */
    @Override
    public String toString() {
        return Arrays.stream(dims)
                .mapToObj(dim -> dim == DYNAMIC ? "?" : Integer.toString(dim))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
