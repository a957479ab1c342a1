package xai4j.djl.tensorflow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Numbers that stand in the graph, and new ones. */
final class Constants {
    private static final int MOST = 4096;

    private Constants() {}

    /** The numbers of a small float or whole constant, also behind a cast; empty for anything else. */
    static Optional<double[]> numbers(Nodes nodes, String value) {
        NodeDef node = nodes.get(value);
        if (node.getOp().equals("Cast") || node.getOp().equals("Reshape")) {
            return numbers(nodes, Nodes.inputs(node).get(0));
        }
        if (!node.getOp().equals("Const")) {
            return Optional.empty();
        }
        TensorProto tensor = node.getAttrOrThrow("value").getTensor();
        long count = tensor.getTensorShape().getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .reduce(1, (a, b) -> a * b);
        return count < 1 || count > MOST ? Optional.empty() : decoded(tensor, (int) count);
    }

    private static Optional<double[]> decoded(TensorProto tensor, int count) {
        double[] numbers = new double[count];
        ByteBuffer bytes = tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        boolean raw = bytes.hasRemaining();
        for (int i = 0; i < count; i++) {
            switch (tensor.getDtype()) {
                case DT_FLOAT ->
                    numbers[i] = raw ? bytes.getFloat() : at(tensor.getFloatValCount(), i, tensor::getFloatVal);
                case DT_DOUBLE ->
                    numbers[i] = raw ? bytes.getDouble() : at(tensor.getDoubleValCount(), i, tensor::getDoubleVal);
                case DT_INT32 -> numbers[i] = raw ? bytes.getInt() : at(tensor.getIntValCount(), i, tensor::getIntVal);
                case DT_INT64 ->
                    numbers[i] = raw ? bytes.getLong() : at(tensor.getInt64ValCount(), i, tensor::getInt64Val);
                case DT_HALF -> numbers[i] = half(raw ? bytes.getShort() : tensor.getHalfVal(0));
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(numbers);
    }

    /** The last of the given numbers stands for all that follow. */
    static double at(int given, int index, java.util.function.IntFunction<? extends Number> value) {
        return given == 0 ? 0 : value.apply(Math.min(index, given - 1)).doubleValue();
    }

    private static double half(int bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        double size = exponent == 0 ? fraction * 0x1p-24 : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15.0);
        return (bits & 0x8000) == 0 ? size : -size;
    }

    /** The only number of a constant, or of one whose numbers are all equal. */
    static Optional<Double> single(Nodes nodes, String value) {
        return numbers(nodes, value).filter(Constants::allEqual).map(numbers -> numbers[0]);
    }

    private static boolean allEqual(double[] numbers) {
        for (double number : numbers) {
            if (number != numbers[0]) {
                return false;
            }
        }
        return true;
    }

    /** A node that holds whole numbers, as a vector. */
    static NodeDef vector(String name, int... numbers) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32);
        tensor.getTensorShapeBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(numbers.length));
        for (int number : numbers) {
            tensor.addIntVal(number);
        }
        return TwinRewriter.constant(name, tensor.build());
    }

    /** A node that holds one float. */
    static NodeDef scalar(String name, float number) {
        return TwinRewriter.constant(
                name,
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_FLOAT)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addFloatVal(number)
                        .build());
    }
}
