package xai4j.onnx.graph;

import java.util.Optional;

/**
 * A stored tensor and whether its two axes are to be exchanged.
 *
 * @param tensor the tensor as stored
 * @param flipped whether it is meant transposed
 */
public record StoredMatrix(ConstantTensor tensor, boolean flipped) {
    static StoredMatrix of(ConstantTensor tensor) {
        return new StoredMatrix(tensor, false);
    }

    Optional<StoredMatrix> transposed() {
        return tensor.dims().length == 2 ? Optional.of(new StoredMatrix(tensor, !flipped)) : Optional.empty();
    }

    /** Extents as meant. */
    public long[] dims() {
        long[] dims = tensor.dims();
        return flipped ? new long[] {dims[1], dims[0]} : dims;
    }

    /** Elements as meant, row-major. */
    public float[] floats() {
        float[] values = tensor.floats();
        if (!flipped) {
            return values;
        }
        int rows = (int) tensor.dims()[0];
        int columns = (int) tensor.dims()[1];
        return transpose(values, rows, columns);
    }

    static float[] transpose(float[] values, int rows, int columns) {
        float[] result = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result[column * rows + row] = values[row * columns + column];
            }
        }
        return result;
    }
}
