package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.tensor.Shape;

/**
 * What a place of a map can have seen: the part of each value on which it depends, followed through the graph from the map to the image. Windows widen it,
 * elementwise operators leave it, and through what mixes places (pooling over all of them, attention) it becomes everything. An operator without a
 * rule here counts as mixing, so that the part is never too small.
 */
public final class ReceptiveField {
    private static final Set<String> WINDOWS =
            Set.of("Conv", "MaxPool", "AveragePool", "LpPool", "ConvInteger", "QLinearConv");
    private static final Set<String> ALONG_AN_AXIS =
            Set.of("Softmax", "LogSoftmax", "Hardmax", "LpNormalization", "Concat", "Split");
    private static final Set<String> ELEMENTWISE = Set.of(
            "Relu LeakyRelu PRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Swish Tanh Clip Erf Gelu Mish Softplus Softsign Exp Log"
                    .split(" ", -1));
    private static final Set<String> ARITHMETIC = Set.of(
            ("Sqrt Abs Neg Reciprocal Pow Add Sub Mul Div Min Max Sum Mean Identity Dropout Cast BatchNormalization LRN ImageScaler QuantizeLinear"
                            + " DequantizeLinear Floor Ceil Round Sign Where Greater GreaterOrEqual Less LessOrEqual Equal And Or Not")
                    .split(" ", -1));

    private final OnnxGraph graph;
    private final Shapes shapes;
    private final Map<String, long[][]> parts = new HashMap<>();

    private ReceptiveField(OnnxGraph graph, Shapes shapes) {
        this.graph = graph;
        this.shapes = shapes;
    }

    /**
     * The part of an image on which a place of a map depends: per axis of the image the first and the last index.
     *
     * @param layer a value {@code [N, C, h, w]}
     * @param image an input of the graph
     * @return empty where shapes are not known or the place does not depend on the image
     */
    public static Optional<long[][]> of(GraphAnatomy anatomy, String layer, int row, int column, String image) {
        Shape map = anatomy.shapes().shape(layer).orElse(Shape.of());
        if (map.rank() != 4 || row >= map.dim(2) || column >= map.dim(3)) {
            return Optional.empty();
        }
        ReceptiveField field = new ReceptiveField(anatomy.graph(), anatomy.shapes());
        field.parts.put(layer, new long[][] {
            {0, Math.max(0, map.dim(0) - 1)}, {0, Math.max(0, map.dim(1) - 1)}, {row, row}, {column, column}
        });
        return field.follow() ? Optional.ofNullable(field.parts.get(image)) : Optional.empty();
    }

    private boolean follow() {
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            for (String output : node.outputs()) {
                long[][] part = parts.get(output);
                if (part != null && !follow(node, output, part)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean follow(Node node, String output, long[][] part) {
        for (int index = 0; index < node.inputs().size(); index++) {
            String input = node.inputs().get(index);
            if (input.isEmpty() || graph.initializers().containsKey(input)) {
                continue;
            }
            Optional<Shape> shape = shapes.shape(input);
            if (shape.isEmpty() || shapes.shape(output).isEmpty()) {
                return false;
            }
            long[][] seen = clipped(needed(node, index, shape.get(), part), shape.get());
            parts.merge(input, seen, ReceptiveField::both);
        }
        return true;
    }

    private static long[][] both(long[][] one, long[][] other) {
        return IntStream.range(0, one.length)
                .mapToObj(axis ->
                        new long[] {Math.min(one[axis][0], other[axis][0]), Math.max(one[axis][1], other[axis][1])})
                .toArray(long[][]::new);
    }

    /** The whole of an axis whose extent is open, such as the batch, is one row: none of them looks at another. */
    private static long[][] clipped(long[][] part, Shape shape) {
        long[][] clipped = new long[shape.rank()][];
        for (int axis = 0; axis < clipped.length; axis++) {
            long last = Math.max(0, shape.dim(axis) - 1L);
            clipped[axis] =
                    new long[] {Math.min(last, Math.max(0, part[axis][0])), Math.max(0, Math.min(last, part[axis][1]))};
        }
        return clipped;
    }

    private static long[][] everything(Shape shape) {
        return IntStream.range(0, shape.rank())
                .mapToObj(axis -> new long[] {0, Math.max(0, shape.dim(axis) - 1L)})
                .toArray(long[][]::new);
    }

    /** The part of an input that a part of the output is made of. */
    private long[][] needed(Node node, int index, Shape input, long[][] part) {
        String operator = node.operator();
        if (WINDOWS.contains(operator) && index == 0) {
            return window(node, input, part);
        }
        if (ELEMENTWISE.contains(operator) || ARITHMETIC.contains(operator)) {
            return broadcast(input, part);
        }
        if (operator.equals("Transpose")) {
            return transposed(node, input, part);
        }
        if (input.rank() != part.length || index > 0 && !operator.equals("Concat")) {
            return everything(input);
        }
        if (ALONG_AN_AXIS.contains(operator)) {
            return without(part, input, node.integer("axis", operator.equals("Concat") ? 1 : -1));
        }
        if (operator.startsWith("Reduce")) {
            return reduced(node, input, part);
        }
        return switch (operator) {
            case "Pad" -> padded(node, input, part);
            case "Slice" -> sliced(node, input, part);
            default -> everything(input);
        };
    }

    private long[][] window(Node node, Shape input, long[][] part) {
        int axes = input.rank() - 2;
        long[] extents =
                IntStream.range(0, axes).mapToLong(i -> input.dim(2 + i)).toArray();
        Window window = Window.of(node, kernel(node, axes), extents);
        long[][] needed = everything(input);
        for (int i = 0; i < axes; i++) {
            long from = part[2 + i][0] * window.strides()[i] - window.begin()[i];
            long to = part[2 + i][1] * window.strides()[i] - window.begin()[i] + window.reach(i) - 1;
            needed[2 + i] = new long[] {from, to};
        }
        return needed;
    }

    private long[] kernel(Node node, int axes) {
        int weights = node.is("QLinearConv") ? 3 : 1;
        return node.inputs().size() > weights
                ? shapes.shape(node.inputs().get(weights))
                        .map(shape -> IntStream.range(0, axes)
                                .mapToLong(i -> shape.dim(2 + i))
                                .toArray())
                        .orElseGet(() -> new long[axes])
                : new long[axes];
    }

    /** Axes are aligned at the end; one of extent one stands for all places. */
    private static long[][] broadcast(Shape input, long[][] part) {
        long[][] needed = everything(input);
        for (int axis = input.rank() - 1, at = part.length - 1; axis >= 0 && at >= 0; axis--, at--) {
            if (input.dim(axis) != 1) {
                needed[axis] = part[at];
            }
        }
        return needed;
    }

    private static long[][] transposed(Node node, Shape input, long[][] part) {
        long[] reversed = IntStream.range(0, input.rank())
                .mapToLong(i -> input.rank() - 1L - i)
                .toArray();
        long[] order = node.integers("perm", reversed);
        long[][] needed = new long[input.rank()][];
        for (int axis = 0; axis < order.length; axis++) {
            needed[(int) order[axis]] = part[axis];
        }
        return needed;
    }

    private static long[][] without(long[][] part, Shape input, long axis) {
        long[][] needed = part.clone();
        int at = Dims.axis(axis, input.rank());
        needed[at] = new long[] {0, Math.max(0, input.dim(at) - 1L)};
        return needed;
    }

    private long[][] reduced(Node node, Shape input, long[][] part) {
        Optional<long[]> stored =
                node.inputs().size() > 1 ? shapes.longs(node.inputs().get(1)) : Optional.empty();
        long[] axes = stored.orElseGet(() -> node.integers("axes", new long[0]));
        if (axes.length == 0) {
            return everything(input);
        }
        long[][] needed = part;
        for (long axis : axes) {
            needed = without(needed, input, axis);
        }
        return needed;
    }

    private long[][] padded(Node node, Shape input, long[][] part) {
        Optional<long[]> stored =
                node.inputs().size() > 1 ? shapes.longs(node.inputs().get(1)) : Optional.empty();
        long[] pads = stored.orElseGet(() -> node.integers("pads", new long[0]));
        boolean constant = node.text("mode", "constant").equals("constant");
        if (pads.length != 2 * input.rank() || !constant || node.inputs().size() > 3) {
            return everything(input);
        }
        return IntStream.range(0, input.rank())
                .mapToObj(axis -> new long[] {part[axis][0] - pads[axis], part[axis][1] - pads[axis]})
                .toArray(long[][]::new);
    }

    private long[][] sliced(Node node, Shape input, long[][] part) {
        long[][] needed = Arrays.copyOf(part, part.length);
        List<Optional<long[]>> said = IntStream.range(1, 5)
                .mapToObj(i -> node.inputs().size() > i && !node.inputs().get(i).isEmpty()
                        ? shapes.longs(node.inputs().get(i))
                        : Optional.<long[]>empty())
                .toList();
        if (said.get(0).isEmpty() || said.get(1).isEmpty()) {
            return everything(input);
        }
        long[] starts = said.get(0).get();
        for (int i = 0; i < starts.length; i++) {
            long named = said.get(2).isPresent() ? said.get(2).get()[i] : i;
            int axis = Dims.axis(named, input.rank());
            long step = said.get(3).isPresent() ? said.get(3).get()[i] : 1;
            SliceRange range = SliceRange.of(starts[i], said.get(1).get()[i], step, input.dim(axis));
            long one = range.start() + range.step() * part[axis][0];
            long other = range.start() + range.step() * part[axis][1];
            needed[axis] = new long[] {Math.min(one, other), Math.max(one, other)};
        }
        return needed;
    }
}
