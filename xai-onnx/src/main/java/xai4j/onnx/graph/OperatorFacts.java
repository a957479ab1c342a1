package xai4j.onnx.graph;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known of an operator besides its shape and its derivative: what becomes of the axes of its first input, and of
 * signs.
 *
 * @param axes what becomes of the axes
 * @param sign what is known of the sign of the result
 */
public record OperatorFacts(Axes axes, Sign sign) {
    /** What becomes of the axes of the first input. */
    public enum Axes {
        /** An elementwise result: each axis stays what it is. */
        KEPT,
        /** Batch, channels and space, as such operators are defined. */
        CHANNELS_FIRST,
        /** Another order. */
        PERMUTED,
        /** Split and joined, some perhaps reduced: followed by their extents. */
        REGROUPED,
        /** The last axis is summed and another one takes its place. */
        PROJECTED
    }

    /** What is known of the sign of the result. */
    public enum Sign {
        /** Never negative. */
        NON_NEGATIVE,
        /** Elements or means of the first input: it has no sign, and no zeros in the place of positive numbers, that those lack. */
        KEPT,
        /** Not negative when no input is. */
        OF_ALL,
        /** Not negative when both factors are not, or are the same. */
        PRODUCT,
        /** Nothing is known. */
        OPEN
    }

    private static final OperatorFacts UNSAID = new OperatorFacts(Axes.KEPT, Sign.OPEN);
    private static final Map<String, OperatorFacts> FACTS = new HashMap<>();

    static {
        say(Axes.KEPT, Sign.NON_NEGATIVE, "Relu Sigmoid HardSigmoid Exp Softplus Softmax Abs Sqrt");
        say(Axes.REGROUPED, Sign.NON_NEGATIVE, "ReduceL1 ReduceL2 ReduceSumSquare");
        say(Axes.KEPT, Sign.KEPT, "Identity Dropout Slice Split Expand Cast Gather Tile");
        say(Axes.KEPT, Sign.OF_ALL, "Concat Add Sum Mean Max Min Div");
        say(Axes.KEPT, Sign.PRODUCT, "Mul");
        say(Axes.CHANNELS_FIRST, Sign.KEPT, "MaxPool GlobalMaxPool AveragePool GlobalAveragePool");
        say(Axes.CHANNELS_FIRST, Sign.KEPT, "DepthToSpace SpaceToDepth");
        say(
                Axes.CHANNELS_FIRST,
                Sign.OPEN,
                "Conv ConvTranspose LpPool GlobalLpPool BatchNormalization InstanceNormalization LRN");
        say(Axes.PERMUTED, Sign.KEPT, "Transpose");
        say(Axes.REGROUPED, Sign.KEPT, "Reshape Flatten Squeeze Unsqueeze ReduceMean ReduceMax ReduceMin");
        say(Axes.REGROUPED, Sign.OPEN, "ReduceSum ReduceProd ReduceLogSum ReduceLogSumExp");
        say(Axes.PROJECTED, Sign.OPEN, "MatMul Gemm");
    }

    private static void say(Axes axes, Sign sign, String operators) {
        for (String operator : operators.split(" ", -1)) {
            FACTS.put(operator, new OperatorFacts(axes, sign));
        }
    }

    /** The facts of a node's operator; of one that nothing is said of, that it keeps its axes when it keeps its rank. */
    public static OperatorFacts of(Node node) {
        return node.isStandard() ? FACTS.getOrDefault(node.operator(), UNSAID) : UNSAID;
    }
}
