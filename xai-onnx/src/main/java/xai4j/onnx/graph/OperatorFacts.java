package xai4j.onnx.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an operator is, whichever way one goes through it. Each operator has one line, in its family, which says all of this; how one goes back
 * through it is said by its line in {@code xai4j.onnx.grad}.
 */
public final class OperatorFacts {
    /** What becomes of the axes of the first input. */
    public enum Axes {
        /** An elementwise result: each axis stays what it is where the rank stays. */
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

    /** What it does to a map or a row of scores. */
    public enum Work {
        /** Makes other numbers. */
        COMPUTES,
        /** Each number stays what it is, perhaps elsewhere. */
        REARRANGES,
        /** Takes one number for the many of a window. */
        POOLS,
        /** Puts a border around. */
        PADS
    }

    /** What is assumed of operators that have no line, those of other domains: that they keep their axes when they keep their rank. */
    private static final OperatorFacts UNSAID = new OperatorFacts(null, Axes.KEPT, Sign.OPEN, Work.COMPUTES);

    private final @Nullable Consumer<ShapeContext> shape;
    private final Axes axes;
    private final Sign sign;
    private final Work work;

    private OperatorFacts(@Nullable Consumer<ShapeContext> shape, Axes axes, Sign sign, Work work) {
        this.shape = shape;
        this.axes = axes;
        this.sign = sign;
        this.work = work;
    }

    /** The facts of a node's operator. */
    public static OperatorFacts of(Node node) {
        String operator = isKnownElsewhere(node) ? node.operator() : node.qualifiedOperator();
        return Table.ALL.getOrDefault(operator, UNSAID);
    }

    /** ONNX Runtime's own domain holds a few operators that keep the shape of their input. */
    private static boolean isKnownElsewhere(Node node) {
        return node.domain().equals("com.microsoft")
                && (Stream.of("Gelu", "QuickGelu", "FastGelu").anyMatch(node.operator()::equals)
                        || Table.QUANTIZED.containsKey(node.operator()));
    }

    /** What the inputs tell about the outputs; null where that is not said. */
    @Nullable
    Consumer<ShapeContext> shape() {
        return shape;
    }

    /** What becomes of the axes of the first input. */
    public Axes axes() {
        return axes;
    }

    /** What is known of the sign of the result. */
    public Sign sign() {
        return sign;
    }

    /** What it does to a map or a row of scores. */
    public Work work() {
        return work;
    }

    /** Whether a node only puts each number elsewhere. */
    static boolean isRearranging(Node node) {
        return of(node).work == Work.REARRANGES;
    }

    /** Operators of one family with their facts, under construction. */
    static final class Family {
        private final Map<String, OperatorFacts> facts = new HashMap<>();

        /** Operators that make other numbers. */
        Family add(String operators, Consumer<ShapeContext> shape, Axes axes, Sign sign) {
            return add(operators, shape, axes, sign, Work.COMPUTES);
        }

        /** Operators with all that is known of them. */
        Family add(String operators, Consumer<ShapeContext> shape, Axes axes, Sign sign, Work work) {
            for (String operator : operators.split(" ", -1)) {
                put(operator, new OperatorFacts(shape, axes, sign, work));
            }
            return this;
        }

        private Family add(Map<String, OperatorFacts> other) {
            other.forEach(this::put);
            return this;
        }

        private void put(String operator, OperatorFacts said) {
            if (facts.put(operator, said) != null) {
                throw new IllegalStateException(operator + " has two lines");
            }
        }

        Map<String, OperatorFacts> done() {
            return Map.copyOf(facts);
        }
    }

    /** Made when it is first needed. */
    private static final class Table {
        static final Map<String, OperatorFacts> QUANTIZED = QuantizedShapes.family();
        static final Map<String, OperatorFacts> ALL = new Family()
                .add(ElementwiseShapes.family())
                .add(WindowShapes.family())
                .add(MovementShapes.family())
                .add(ReductionShapes.family())
                .add(FusedShapes.family())
                .add(QUANTIZED)
                .done();
    }
}
