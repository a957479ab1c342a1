package xai4j.djl.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteOrder;
import java.util.Arrays;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Carries tensors to the engine and back. */
public final class NdTensors {
    private NdTensors() {}

    /** A tensor as a float array of the engine, on the scope's device. */
    public static NDArray array(NDManager scope, Tensor tensor) {
        long[] dims = Arrays.stream(tensor.shape().dims()).asLongStream().toArray();
        return scope.create(tensor.buffer(), new ai.djl.ndarray.types.Shape(dims), DataType.FLOAT32);
    }

    /** A copy of a float array of the engine. */
    public static Tensor tensor(NDArray array) {
        int[] dims = Arrays.stream(array.getShape().getShape())
                .mapToInt(Math::toIntExact)
                .toArray();
        Tensor tensor = Tensor.zeros(Shape.of(dims));
        tensor.buffer()
                .put(array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer());
        return tensor;
    }

    /** Puts other values into an array. DJL's own {@code set} does so as well, but PyTorch then prints a warning. */
    public static void fill(NDArray array, float[] values) {
        try (NDArray fresh = array.getManager().create(values, array.getShape())) {
            array.set(new NDIndex("..."), fresh);
        }
    }
}
