package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;

/**
 * Whether ONNX Runtime gives the same bits for a graph on any number of threads.
 *
 * <p>The engine splits results among its threads, never the terms of a sum. But with how many results a thread has to do, some of its kernels
 * change the order in which they add: matrix products that are not packed beforehand sum in pieces whose length depends on it, and some
 * functions treat the last few elements of a thread's share by other instructions. What is listed here does not; {@code EngineThreadsTest} runs each
 * on several numbers of threads. Everything else counts as dependent.
 */
public final class ThreadInvariance {
    /** Operators that move elements, compare them, or round one exact result of a few: these cannot depend on who computes what. */
    private static final Set<String> EXACT = Set.of(
            ("Abs Add And ArgMax ArgMin Cast CastLike Ceil Clip Concat Constant ConstantOfShape DepthToSpace Div Dropout Equal Expand EyeLike"
                            + " Flatten Floor Gather GatherElements GatherND Greater GreaterOrEqual Identity IsInf IsNaN LeakyRelu Less"
                            + " LessOrEqual Max MaxPool Min Mul Neg NonZero Not OneHot Or PRelu Pad Range Reciprocal ReduceMax ReduceMin Relu"
                            + " Reshape Round ScatterND Shape Sign Size Slice SpaceToDepth Split Sqrt Squeeze Sub ThresholdedRelu Tile TopK"
                            + " Transpose Trilu Unsqueeze Where Xor GlobalMaxPool")
                    .split(" "));

    /** Operators that sum or approximate, and were found not to depend on the number of threads. */
    public static final Set<String> MEASURED = Set.of(
            ("AveragePool BatchNormalization Col2Im CumSum Erf Exp GlobalAveragePool GlobalLpPool HardSigmoid HardSwish InstanceNormalization"
                            + " LayerNormalization LogSoftmax LpNormalization LpPool Mean Pow ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp"
                            + " ReduceMean ReduceProd ReduceSum ReduceSumSquare Resize ScatterElements Sigmoid Softmax Softsign Sum Tanh")
                    .split(" "));

    /** Sums of so many terms are never cut into pieces. */
    private static final long ONE_PIECE = 128;

    /**
     * Of so many rows no thread gets a single one, which the engine multiplies by another kernel; nor of fewer rows than columns, which are what is
     * shared out then. So many products are never cut.
     */
    private static final long MANY = 64;

    /** Channels of the largest block in which the engine keeps maps; smaller ones divide it. */
    private static final long BLOCK = 16;

    /** Fewer input channels are read as they lie, into blocks. */
    private static final long UNBLOCKED_INPUT = 8;

    private final OnnxGraph graph;
    private final Set<String> constants;
    private @Nullable Shapes shapes;

    private ThreadInvariance(OnnxGraph graph) {
        this.graph = graph;
        this.constants = new HashSet<>(graph.initializers().keySet());
    }

    /** Whether each operator of a graph is known not to depend on the number of threads; of a graph with impossible numbers it is not. */
    public static boolean of(OnnxGraph graph) {
        try {
            return new ThreadInvariance(graph).holds();
        } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException | ModelException e) {
            return false;
        }
    }

    private boolean holds() {
        for (Node node : graph.nodes()) {
            if (node.hasSubgraph() || !node.isStandard() || !holds(node)) {
                return false;
            }
            if (node.inputs().stream().allMatch(input -> input.isEmpty() || constants.contains(input))) {
                constants.addAll(node.outputs());
            }
        }
        return true;
    }

    private boolean holds(Node node) {
        return switch (node.operator()) {
            case "Conv" -> convolution(node);
            case "ConvTranspose" -> transposedConvolution(node);
            case "MatMul", "Gemm" -> constants.contains(node.input(1)) || product(node);
            default -> EXACT.contains(node.operator()) || MEASURED.contains(node.operator());
        };
    }

    /** On blocked maps each thread computes whole blocks; else a convolution is a product of its kernels with the unrolled map. */
    private boolean convolution(Node node) {
        long[] w = dims(node.input(1));
        if (w.length < 3) {
            return false;
        }
        boolean dense = node.integer("group", 1) == 1 && w.length == 4 && constants.contains(node.input(1));
        boolean blocked = dense && (w[1] % BLOCK == 0 || w[1] < UNBLOCKED_INPUT);
        long terms = Dims.size(w) / Math.max(1, w[0]);
        return blocked || terms <= ONE_PIECE || isByRows(w[0], dims(node.output(0)));
    }

    private boolean transposedConvolution(Node node) {
        long[] w = dims(node.input(1));
        if (w.length < 3) {
            return false;
        }
        long terms = w[0] / Math.max(1, node.integer("group", 1));
        return terms <= ONE_PIECE || isByRows(Dims.size(w) / Math.max(1, w[0]), dims(node.input(0)));
    }

    /** Whether there are more kernels, or elements of them, than positions in a map. */
    private static boolean isByRows(long rows, long[] map) {
        return map.length > 2 && isByRows(rows, Dims.size(Arrays.copyOfRange(map, 2, map.length)));
    }

    /**
     * When a product has more rows than columns its rows are shared out, which leaves each sum as it is; else its columns are, and the fewer of
     * them a thread has, the longer are the pieces in which it sums.
     */
    private static boolean isByRows(long rows, long columns) {
        return rows > columns && rows >= MANY;
    }

    /** A product of two values that both depend on the input. */
    private boolean product(Node node) {
        long[] a = dims(node.input(0));
        long[] b = dims(node.input(1));
        if (node.is("Gemm") || a.length < 2 || b.length < 2) {
            return false;
        }
        long rows = a[a.length - 2];
        long columns = b[b.length - 1];
        long products = Math.max(matrices(a), matrices(b));
        boolean whole = products >= MANY;
        boolean several = rows >= MANY || rows > 1 && rows <= columns;
        return whole || a[a.length - 1] <= ONE_PIECE && several || isByRows(rows, columns);
    }

    private static long matrices(long[] dims) {
        return Dims.size(Arrays.copyOf(dims, dims.length - 2));
    }

    /** Extents of a value, without a look at the whole graph where it is stored; none when they are not known. */
    private long[] dims(String value) {
        ConstantTensor stored = graph.initializers().get(value);
        if (stored != null) {
            return stored.dims();
        }
        Shapes known = shapes;
        if (known == null) {
            known = Shapes.of(graph);
            shapes = known;
        }
        return known.isKnown(value) ? known.dims(value) : new long[0];
    }
}
