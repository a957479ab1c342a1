package xai4j.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.Set;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Carries tensors to and from ONNX Runtime: float32 without a copy, other element types converted. */
final class TensorConversion {
    private static final Set<OnnxJavaType> CONVERTIBLE =
            Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.DOUBLE, OnnxJavaType.UINT8);

    private TensorConversion() {}

    static boolean isFloat(TensorInfo info) {
        return info.type == OnnxJavaType.FLOAT;
    }

    static boolean isConvertible(TensorInfo info) {
        return CONVERTIBLE.contains(info.type);
    }

    /** An engine's view of a tensor's memory. */
    static OnnxTensor floats(Tensor tensor) throws OrtException {
        return OnnxTensor.createTensor(OnnxEngine.environment(), tensor.buffer(), dims(tensor));
    }

    /** An engine's view of the memory in which a stored float32 tensor lies. */
    static OnnxTensor floats(ConstantTensor weights) throws OrtException {
        return OnnxTensor.createTensor(
                OnnxEngine.environment(), weights.direct().orElseThrow(), weights.dims(), OnnxJavaType.FLOAT);
    }

    /** A tensor of the element type that an input wants: half floats are rounded, bytes rounded and clipped to 0…255. */
    static OnnxTensor toEngine(Tensor tensor, TensorInfo wanted) throws OrtException {
        OrtEnvironment environment = OnnxEngine.environment();
        FloatBuffer values = tensor.buffer();
        return switch (wanted.type) {
            case FLOAT16 ->
                OnnxTensor.createTensor(
                        environment,
                        Fp16Conversions.convertFloatBufferToFp16Buffer(values),
                        dims(tensor),
                        OnnxJavaType.FLOAT16);
            case DOUBLE -> OnnxTensor.createTensor(environment, doubles(values), dims(tensor));
            case UINT8 -> OnnxTensor.createTensor(environment, bytes(values), dims(tensor), OnnxJavaType.UINT8);
            default -> floats(tensor);
        };
    }

    /** A copy of an engine's tensor of any floating type; empty for everything else. */
    static Optional<Tensor> fromEngine(OnnxValue value) throws OrtException {
        if (!(value instanceof OnnxTensor tensor)) {
            return Optional.empty();
        }
        FloatBuffer floats = tensor.getInfo().type == OnnxJavaType.DOUBLE
                ? floats(tensor.getDoubleBuffer())
                : tensor.getFloatBuffer();
        return Optional.ofNullable(floats)
                .map(found -> Tensor.wrap(shape(tensor.getInfo().getShape()), found));
    }

    static Shape shape(long[] dims) {
        int[] extents = new int[dims.length];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = Math.toIntExact(dims[axis]);
        }
        return Shape.of(extents);
    }

    private static long[] dims(Tensor tensor) {
        Shape shape = tensor.shape();
        long[] dims = new long[shape.rank()];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = shape.dim(axis);
        }
        return dims;
    }

    private static FloatBuffer floats(DoubleBuffer values) {
        FloatBuffer floats = FloatBuffer.allocate(values.remaining());
        for (int i = 0; i < floats.capacity(); i++) {
            floats.put(i, (float) values.get(i));
        }
        return floats;
    }

    private static DoubleBuffer doubles(FloatBuffer values) {
        DoubleBuffer doubles = ByteBuffer.allocateDirect(Math.multiplyExact(values.capacity(), Double.BYTES))
                .order(ByteOrder.nativeOrder())
                .asDoubleBuffer();
        for (int i = 0; i < doubles.capacity(); i++) {
            doubles.put(i, values.get(i));
        }
        return doubles;
    }

    private static ByteBuffer bytes(FloatBuffer values) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(values.capacity()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) Math.max(0, Math.min(255, Math.round(values.get(i)))));
        }
        return bytes;
    }
}
