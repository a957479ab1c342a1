package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static xai4j.onnx.SmallModel.FLOAT;
import static xai4j.onnx.SmallModel.number;
import static xai4j.onnx.SmallModel.numbers;
import static xai4j.onnx.SmallModel.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ThreadInvariance;

/**
 * What {@link ThreadInvariance} says of operators: each has the same bits on any number of threads, with extents that divide by nothing and
 * sums long enough to be shared out. That is why one picture may use all cores.
 */
class EngineThreadsTest {
    private static final int[] THREADS = {2, 3, 8};
    private static final long[] MAP = {1, 67, 61, 59};
    private static final AttributeProto SAME = numbers("pads", 1, 1, 1, 1);

    /** A graph with one input. */
    private record Case(String title, byte[] model, long[] dims) {
        OnnxGraph graph() {
            return OnnxGraph.parse(ByteBuffer.wrap(model), title);
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private static Case of(String title, long[] dims, UnaryOperator<SmallModel> nodes) {
        Object[] extents = Arrays.stream(dims).mapToObj(Math::toIntExact).toArray();
        SmallModel model = SmallModel.opset(17).input("x", FLOAT, extents);
        return new Case(title, nodes.apply(model).output("y").bytes(), dims);
    }

    private static Case map(String operator, AttributeProto... attributes) {
        return of(operator, MAP, model -> model.node(operator, "x", "y", attributes));
    }

    private static Case reduced(String operator, long... axes) {
        return map(operator, numbers("axes", axes));
    }

    private static float[] numbersLike(long... dims) {
        float[] values = new float[Math.toIntExact(Arrays.stream(dims).reduce(1, (a, b) -> a * b))];
        int state = values.length;
        for (int i = 0; i < values.length; i++) {
            state = state * 1664525 + 1013904223;
            values[i] = state / (float) (1 << 30);
        }
        return values;
    }

    private static Case conv(String title, long[] dims, long[] w, AttributeProto... attributes) {
        return of(title, dims, model -> model.weights("w", w, numbersLike(w))
                .weights("b", new long[] {w[0]}, numbersLike(w[0]))
                .node("Conv", "x,w,b", "y", attributes));
    }

    private static Case transposed(String title, long[] dims, long[] w, AttributeProto... attributes) {
        return of(title, dims, model -> model.weights("w", w, numbersLike(w))
                .node("ConvTranspose", "x,w", "y", attributes));
    }

    private static Case product(long rows, long inner, long columns) {
        long[] w = {inner, columns};
        return of("MatMul " + rows + "x" + inner + "x" + columns, new long[] {rows, inner}, model -> model.weights(
                        "w", w, numbersLike(w))
                .node("MatMul", "x,w", "y"));
    }

    /** Kernels by the columns of a map, whose channels come first, or last. */
    private static Case columns(long rows, long inner, long columns, boolean last) {
        long[] w = {rows, inner};
        return of(
                "MatMul of kernels " + rows + "x" + inner + "x" + columns + (last ? ", channels last" : ""),
                last ? new long[] {1, columns, inner} : new long[] {1, inner, columns},
                model -> {
                    model.weights("w", w, numbersLike(w));
                    return last
                            ? model.node("Transpose", "x", "t", numbers("perm", 0, 2, 1))
                                    .node("MatMul", "w,t", "y")
                            : model.node("MatMul", "w,x", "y");
                });
    }

    /** The operator is one of a newer set. */
    private static Case mapOfColumns() {
        return new Case(
                "Col2Im",
                SmallModel.opset(18)
                        .input("x", FLOAT, 1, 7 * 15, 56 * 57)
                        .integers("extents", 115, 116)
                        .integers("kernel", 5, 3)
                        .node("Col2Im", "x,extents,kernel", "y", numbers("strides", 2, 2))
                        .output("y")
                        .bytes(),
                new long[] {1, 7 * 15, 56 * 57});
    }

    private static Case gemm(long rows, long inner, long columns, long transposed) {
        long[] w = transposed == 1 ? new long[] {columns, inner} : new long[] {inner, columns};
        return of(
                "Gemm " + rows + "x" + inner + "x" + columns + " transB=" + transposed,
                new long[] {rows, inner},
                model -> model.weights("w", w, numbersLike(w))
                        .weights("b", new long[] {columns}, numbersLike(columns))
                        .node("Gemm", "x,w,b", "y", number("transB", transposed)));
    }

    /** Queries by keys, or weights by values. */
    private static Case products(String title, long heads, long tokens, long width, String product) {
        return of(title, new long[] {1, heads, tokens, width}, model -> model.node(
                        "Transpose", "x", "t", numbers("perm", 0, 1, 3, 2))
                .node("MatMul", product, "y"));
    }

    private static Case normalized(String operator, long[] dims, long channels) {
        return of(operator, dims, model -> model.weights("s", new long[] {channels}, numbersLike(channels))
                .weights("b", new long[] {channels}, numbersLike(channels))
                .node(operator, "x,s,b", "y"));
    }

    static Stream<Case> invariant() {
        return Stream.of(
                        convolutions(),
                        products(),
                        pools(),
                        reductions(),
                        normalizations(),
                        Stream.of("HardSigmoid", "Sigmoid", "Tanh", "Erf", "Exp", "HardSwish", "Softsign")
                                .map(EngineThreadsTest::map),
                        others())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> convolutions() {
        return Stream.of(
                conv("Conv blocked", new long[] {1, 64, 57, 55}, new long[] {96, 64, 3, 3}, SAME),
                conv("Conv blocked, few positions", new long[] {1, 512, 7, 7}, new long[] {128, 512, 3, 3}, SAME),
                conv("Conv blocked, odd outputs", new long[] {1, 512, 13, 13}, new long[] {1001, 512, 1, 1}),
                conv(
                        "Conv blocked, strided",
                        new long[] {1, 48, 57, 55},
                        new long[] {40, 48, 5, 5},
                        numbers("strides", 2, 2)),
                conv(
                        "Conv of a picture",
                        new long[] {1, 3, 113, 111},
                        new long[] {32, 3, 7, 7},
                        numbers("strides", 2, 2)),
                conv("Conv short sum", MAP, new long[] {71, 67, 1, 1}),
                conv("Conv more kernels than positions", new long[] {1, 515, 9, 11}, new long[] {131, 515, 3, 3}, SAME),
                conv("Conv depthwise", new long[] {1, 64, 57, 55}, new long[] {64, 1, 3, 3}, SAME, number("group", 64)),
                conv("Conv depthwise, odd", MAP, new long[] {67, 1, 5, 5}, number("group", 67)),
                conv("Conv grouped", new long[] {1, 36, 57, 55}, new long[] {90, 12, 3, 3}, number("group", 3)),
                conv("Conv of one axis", new long[] {1, 23, 4001}, new long[] {71, 23, 5}),
                transposed(
                        "ConvTranspose",
                        new long[] {1, 128, 29, 31},
                        new long[] {128, 67, 3, 3},
                        numbers("strides", 2, 2)),
                transposed("ConvTranspose, rows", new long[] {1, 259, 13, 14}, new long[] {259, 67, 3, 3}),
                transposed(
                        "ConvTranspose grouped",
                        new long[] {1, 66, 29, 31},
                        new long[] {66, 5, 3, 3},
                        number("group", 3)));
    }

    private static Stream<Case> products() {
        return Stream.of(
                product(1, 4099, 1003),
                product(2, 4099, 301),
                product(3, 4099, 7),
                product(64, 2049, 300),
                product(197, 768, 771),
                product(1031, 3, 1033),
                columns(27, 64, 12321, true),
                columns(27, 64, 12321, false),
                columns(147, 64, 12545, true),
                columns(2, 127, 1003, false),
                columns(577, 131, 301, true),
                gemm(1, 4099, 1001, 1),
                gemm(1, 4099, 1001, 0),
                gemm(2, 4099, 301, 1),
                gemm(67, 2049, 129, 1),
                products("MatMul of queries and keys", 3, 197, 64, "x,t"),
                products("MatMul of many small maps", 65, 11, 259, "x,t"),
                products("MatMul of one head", 1, 1025, 64, "x,t"),
                products("MatMul with more rows than columns", 1, 67, 515, "t,x"));
    }

    private static Stream<Case> pools() {
        AttributeProto window = numbers("kernel_shape", 3, 3);
        return Stream.of(
                map("MaxPool", window, numbers("strides", 2, 2)),
                map("AveragePool", window, SAME),
                map("LpPool", window),
                map("GlobalAveragePool"),
                map("GlobalMaxPool"),
                map("GlobalLpPool"));
    }

    private static Stream<Case> reductions() {
        Stream<Case> kinds = Stream.of(
                        "ReduceMean",
                        "ReduceL1",
                        "ReduceL2",
                        "ReduceLogSum",
                        "ReduceLogSumExp",
                        "ReduceProd",
                        "ReduceSumSquare")
                .flatMap(operator ->
                        Stream.of(reduced(operator, 2, 3), reduced(operator, 1), reduced(operator, 0, 1, 2, 3)));
        Stream<Case> sums = Stream.of(new long[] {3, 100001}, new long[] {100001, 3})
                .flatMap(dims -> Stream.of(0, 1)
                        .map(axis -> of("ReduceSum", dims, model -> model.integers("axes", axis)
                                .node("ReduceSum", "x,axes", "y"))));
        return Stream.concat(kinds, sums);
    }

    private static Stream<Case> normalizations() {
        return Stream.of(
                map("Softmax", number("axis", 1)),
                map("Softmax", number("axis", 3)),
                map("LogSoftmax", number("axis", 1)),
                map("LpNormalization", number("axis", 1)),
                normalized("InstanceNormalization", MAP, 67),
                normalized("LayerNormalization", new long[] {1, 197, 771}, 771),
                of("BatchNormalization", MAP, model -> model.weights("s", new long[] {67}, numbersLike(67))
                        .weights("v", new long[] {67}, squares(67))
                        .node("BatchNormalization", "x,s,s,s,v", "y")));
    }

    private static float[] squares(int count) {
        float[] values = numbersLike(count);
        for (int i = 0; i < count; i++) {
            values[i] *= values[i];
        }
        return values;
    }

    private static Stream<Case> others() {
        return Stream.of(
                mapOfColumns(),
                power(2),
                power(0.5f),
                power(-1.7f),
                of("Resize", MAP, model -> model.weights("scales", new long[] {4}, 1, 1, 2.3f, 1.7f)
                        .node("Resize", "x,,scales", "y", text("mode", "linear"))),
                of("CumSum", MAP, model -> model.integers("axis", 2).node("CumSum", "x,axis", "y")),
                of("Sum", MAP, model -> model.node("Sum", "x,x,x", "y")),
                of("Mean", MAP, model -> model.node("Mean", "x,x,x", "y")),
                of("ScatterElements", new long[] {100001}, model -> model.integers("i", repeated(100001))
                        .weights("zeros", new long[] {7}, new float[7])
                        .node("ScatterElements", "zeros,i,x", "y", text("reduction", "add"))),
                of("a GELU that is written out", MAP, model -> model.weights("half", new long[0], 0.5f)
                        .weights("one", new long[0], 1)
                        .weights("root", new long[0], 1.4142135f)
                        .node("Div", "x,root", "d")
                        .node("Erf", "d", "e")
                        .node("Add", "e,one", "f")
                        .node("Mul", "x,f", "g")
                        .node("Mul", "g,half", "y")),
                of("a SiLU that is written out", MAP, model -> model.node("Sigmoid", "x", "s")
                        .node("Mul", "x,s", "y")),
                of("a chain of elementwise operators", MAP, model -> model.node("Mul", "x,x", "s")
                        .node("Add", "s,x", "t")
                        .node("Div", "t,s", "u")
                        .node("Sub", "u,x", "y")));
    }

    private static Case power(float exponent) {
        return of("Pow " + exponent, MAP, model -> model.weights("p", new long[0], exponent)
                .node("Abs", "x", "a")
                .node("Pow", "a,p", "y"));
    }

    private static long[] repeated(int count) {
        long[] indices = new long[count];
        Arrays.setAll(indices, i -> i % 7);
        return indices;
    }

    @ParameterizedTest
    @MethodSource("invariant")
    void whatIsListedHasTheSameBitsOnAnyNumberOfThreads(Case operator) throws OrtException {
        assertThat(ThreadInvariance.of(operator.graph())).isTrue();
        int[] alone = bits(operator, 1);
        for (int threads : THREADS) {
            assertThat(Arrays.equals(bits(operator, threads), alone))
                    .as(operator + " on " + threads + " threads")
                    .isTrue();
        }
    }

    @Test
    void everyOperatorThatSumsIsTried() {
        Set<String> tried = invariant()
                .flatMap(operator -> operator.graph().nodes().stream())
                .map(Node::operator)
                .collect(Collectors.toSet());
        assertThat(new TreeSet<>(ThreadInvariance.MEASURED)).allMatch(tried::contains);
    }

    static Stream<Case> dependent() {
        return Stream.of(
                conv("Conv odd channels, long sum", MAP, new long[] {71, 67, 3, 3}, numbers("strides", 2, 2)),
                transposed("ConvTranspose, columns", new long[] {1, 259, 29, 31}, new long[] {259, 5, 3, 3}),
                products("MatMul with more columns than rows", 1, 515, 67, "t,x"),
                of("Log", MAP, model -> model.node("Abs", "x", "a").node("Log", "a", "y")),
                map("Softplus"),
                map("Elu"),
                map("LRN", number("size", 5)));
    }

    @ParameterizedTest
    @MethodSource("dependent")
    void whatMayDependOnTheNumberOfThreadsIsNotListed(Case operator) {
        assertThat(ThreadInvariance.of(operator.graph())).isFalse();
    }

    private static int[] bits(Case operator, int threads) throws OrtException {
        OrtEnvironment environment = OnnxEngine.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            try (OrtSession session = environment.createSession(operator.model(), options);
                    OnnxTensor x = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(numbersLike(operator.dims())), operator.dims());
                    OrtSession.Result result = session.run(Map.of("x", x))) {
                FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
                int[] bits = new int[y.remaining()];
                Arrays.setAll(bits, i -> Float.floatToRawIntBits(y.get(i)));
                return bits;
            }
        }
    }
}
