package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToIntFunction;

/** Elements of small constant values: the arithmetic that exporters do on shapes. */
final class ConstantFolding {
    private static final Map<String, DoubleUnaryOperator> UNARY = Map.ofEntries(
            Map.entry("Neg", x -> -x),
            Map.entry("Abs", Math::abs),
            Map.entry("Floor", Math::floor),
            Map.entry("Ceil", Math::ceil),
            Map.entry("Round", Math::rint),
            Map.entry("Sqrt", Math::sqrt),
            Map.entry("Exp", Math::exp),
            Map.entry("Log", Math::log),
            Map.entry("Reciprocal", x -> 1 / x),
            Map.entry("Not", x -> x == 0 ? 1 : 0),
            Map.entry("Identity", x -> x),
            Map.entry("Cast", x -> x));

    private static final Map<String, DoubleBinaryOperator> BINARY = Map.ofEntries(
            Map.entry("Add", Double::sum),
            Map.entry("Sub", (a, b) -> a - b),
            Map.entry("Mul", (a, b) -> a * b),
            Map.entry("Div", (a, b) -> a / b),
            Map.entry("Pow", Math::pow),
            Map.entry("Mod", (a, b) -> a - b * Math.floor(a / b)),
            Map.entry("Max", Math::max),
            Map.entry("Min", Math::min),
            Map.entry("Equal", (a, b) -> a == b ? 1 : 0),
            Map.entry("Greater", (a, b) -> a > b ? 1 : 0),
            Map.entry("GreaterOrEqual", (a, b) -> a >= b ? 1 : 0),
            Map.entry("Less", (a, b) -> a < b ? 1 : 0),
            Map.entry("LessOrEqual", (a, b) -> a <= b ? 1 : 0),
            Map.entry("And", (a, b) -> a != 0 && b != 0 ? 1 : 0),
            Map.entry("Or", (a, b) -> a != 0 || b != 0 ? 1 : 0));

    private ConstantFolding() {}

    /** Rounds as the type would: integers towards zero, float32 to float32. */
    private static double store(double value, ElementType type) {
        return switch (type) {
            case FLOAT, FLOAT16, BFLOAT16 -> (float) value;
            case DOUBLE, BOOL -> value;
            default -> value < 0 ? Math.ceil(value) : Math.floor(value);
        };
    }

    static InferredValue unary(String operator, InferredValue x, ElementType type) {
        DoubleUnaryOperator function = UNARY.get(operator);
        if (!x.hasData() || function == null) {
            return InferredValue.of(type, x.dims());
        }
        double[] data = Arrays.stream(x.requireData())
                .map(value -> store(function.applyAsDouble(value), type))
                .toArray();
        return InferredValue.folded(type, x.requireDims(), data);
    }

    static InferredValue binary(String operator, InferredValue a, InferredValue b, ElementType type) {
        long[] dims = Dims.broadcast(a.requireDims(), b.requireDims());
        DoubleBinaryOperator function = BINARY.get(operator);
        if (!a.hasData() || !b.hasData() || function == null) {
            return InferredValue.of(type, dims);
        }
        double[] left = expand(a, dims).requireData();
        double[] right = expand(b, dims).requireData();
        double[] data = new double[left.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = store(function.applyAsDouble(left[i], right[i]), type);
        }
        return InferredValue.folded(type, dims, data);
    }

    static InferredValue where(InferredValue condition, InferredValue a, InferredValue b) {
        long[] dims = Dims.broadcast(condition.requireDims(), a.requireDims(), b.requireDims());
        if (!condition.hasData() || !a.hasData() || !b.hasData()) {
            return InferredValue.of(a.type(), dims);
        }
        double[] mask = expand(condition, dims).requireData();
        double[] yes = expand(a, dims).requireData();
        double[] no = expand(b, dims).requireData();
        double[] data = new double[mask.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = mask[i] != 0 ? yes[i] : no[i];
        }
        return InferredValue.folded(a.type(), dims, data);
    }

    static InferredValue expand(InferredValue x, long[] dims) {
        long[] from = x.requireDims();
        return pick(x, dims, index -> {
            long[] source = new long[from.length];
            for (int i = 0; i < from.length; i++) {
                source[i] = from[i] == 1 ? 0 : index[dims.length - from.length + i];
            }
            return Dims.flat(source, from);
        });
    }

    /** The same elements under another shape. */
    static InferredValue reshaped(InferredValue x, long[] dims) {
        return new InferredValue(x.type(), dims, x.data());
    }

    /** A value whose elements are elements of another: where each comes from is a function of its index. */
    static InferredValue pick(InferredValue x, long[] dims, ToIntFunction<long[]> position) {
        if (!x.hasData() || Dims.size(dims) > InferredValue.LARGEST) {
            return InferredValue.of(x.type(), dims);
        }
        double[] source = x.requireData();
        double[] data = new double[(int) Dims.size(dims)];
        for (int i = 0; i < data.length; i++) {
            int at = position.applyAsInt(Dims.index(i, dims));
            if (at < 0 || at >= source.length) {
                throw new InferredValue.UnknownShape();
            }
            data[i] = source[at];
        }
        return InferredValue.folded(x.type(), dims, data);
    }
}
