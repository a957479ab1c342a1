package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.Shapes;
import xai4j.onnx.graph.Window;

/**
 * Which nodes compute each position of a map from positions near it, and are the same function everywhere, so that a part of the map gives a part of what they
 * make of it. Where a map's rows and columns stand among its axes is followed through the nodes, since extents alone do not say it.
 */
final class LocalNodes {
    private static final int MAP_RANK = 4;
    private static final int SPATIAL = 2;
    private static final Set<String> POINTWISE = Set.of(
            "Abs",
            "Add",
            "Cast",
            "Clip",
            "Div",
            "Elu",
            "Equal",
            "Exp",
            "Greater",
            "HardSigmoid",
            "HardSwish",
            "Identity",
            "LeakyRelu",
            "Less",
            "Log",
            "Max",
            "Min",
            "Mul",
            "Neg",
            "Not",
            "Relu",
            "Sigmoid",
            "Sign",
            "Softplus",
            "Sqrt",
            "Sub",
            "Sum",
            "Tanh",
            "Where");

    private final Shapes shapes;
    private final Predicate<String> constant;
    private final long[] extent;
    private final Map<String, Axes> axes = new HashMap<>();

    /**
     * Nodes over maps of one extent.
     *
     * @param map a value {@code [1, C, h, w]}
     * @param constant whether a value is the same for all pictures
     */
    LocalNodes(Shapes shapes, String map, Predicate<String> constant) {
        this.shapes = shapes;
        this.constant = constant;
        this.extent = Arrays.copyOfRange(shapes.dims(map), SPATIAL, MAP_RANK);
        axes.put(map, Axes.CHANNELS_FIRST);
    }

    private LocalNodes(LocalNodes other) {
        this.shapes = other.shapes;
        this.constant = other.constant;
        this.extent = other.extent;
        axes.putAll(other.axes);
    }

    /** One that knows the same and may learn more. */
    LocalNodes copy() {
        return new LocalNodes(this);
    }

    /**
     * Where rows and columns stand.
     *
     * @param rows 1 to 3
     * @param columns 1 to 3
     */
    record Axes(int rows, int columns) {
        static final Axes CHANNELS_FIRST = new Axes(2, 3);

        int channels() {
            return 1 + 2 + 3 - rows - columns;
        }

        /** Of the input of a Transpose, given those of its output. */
        Axes before(long[] order) {
            return new Axes((int) order[rows], (int) order[columns]);
        }

        /** Of the output of a Transpose, given those of its input. */
        Axes behind(long[] order) {
            List<Long> places = Arrays.stream(order).boxed().toList();
            return new Axes(places.indexOf((long) rows), places.indexOf((long) columns));
        }
    }

    /** Says that a value lies as the map does. */
    void begin(String value) {
        axes.put(value, Axes.CHANNELS_FIRST);
    }

    /** Height and width of the maps. */
    long extent(int axis) {
        return extent[axis];
    }

    /** Where rows and columns of a map stand, as far as a node was met that says it. */
    Optional<Axes> axes(String value) {
        return Optional.ofNullable(axes.get(value));
    }

    /** A node met on the way there: how far from a position lies what it reads for it, down and across; empty for nodes that are not local. */
    Optional<Reach> met(Node node) {
        Axes found = common(varying(node), null);
        return found == null || isOddTranspose(node)
                ? Optional.empty()
                : settled(node, found, node.is("Transpose") ? found.behind(node.integers("perm")) : found);
    }

    /** A node met on the way back, whose outputs are known. */
    Optional<Reach> metFromBehind(Node node) {
        Axes found = common(node.outputs(), null);
        return found == null || isOddTranspose(node)
                ? Optional.empty()
                : settled(node, node.is("Transpose") ? found.before(node.integers("perm")) : found, found);
    }

    private static boolean isOddTranspose(Node node) {
        long[] order = node.integers("perm");
        return node.is("Transpose") && (order.length != MAP_RANK || order[0] != 0);
    }

    private List<String> varying(Node node) {
        return node.inputs().stream()
                .filter(input -> !input.isEmpty() && !constant.test(input))
                .toList();
    }

    private @Nullable Axes common(List<String> values, @Nullable Axes wanted) {
        Axes common = wanted;
        for (String value : values) {
            Axes own = axes.get(value);
            if (own == null || common != null && !common.equals(own)) {
                return null;
            }
            common = own;
        }
        return common;
    }

    private Optional<Reach> settled(Node node, Axes in, Axes out) {
        List<String> inputs = varying(node);
        List<String> outputs =
                node.outputs().stream().filter(output -> !output.isEmpty()).toList();
        boolean fits = inputs.stream().allMatch(value -> fits(value, in))
                && outputs.stream().allMatch(value -> fits(value, out));
        Optional<Reach> reach = !fits
                ? Optional.empty()
                : node.is("Conv")
                        ? convolved(node, in)
                        : Optional.of(Reach.NONE).filter(none -> isCellByCell(node, out));
        reach.ifPresent(known -> {
            inputs.forEach(value -> axes.put(value, in));
            outputs.forEach(value -> axes.put(value, out));
        });
        return reach;
    }

    private boolean fits(String value, Axes own) {
        if (!shapes.isKnown(value) || shapes.dims(value).length != MAP_RANK) {
            return false;
        }
        long[] dims = shapes.dims(value);
        Axes known = axes.getOrDefault(value, own);
        return known.equals(own) && dims[0] == 1 && dims[own.rows()] == extent[0] && dims[own.columns()] == extent[1];
    }

    private boolean isCellByCell(Node node, Axes own) {
        if (node.is("Transpose")) {
            return true;
        }
        if (node.is("Concat") || node.is("Split")) {
            return Dims.axis(node.integer("axis", 0), MAP_RANK) == own.channels();
        }
        if (node.is("Softmax")) {
            return Dims.axis(node.integer("axis", -1), MAP_RANK) == own.channels();
        }
        if (node.is("ReduceSum")) {
            return node.hasInput(1)
                    && shapes.longs(node.input(1))
                            .filter(over -> over.length == 1 && Dims.axis(over[0], MAP_RANK) == own.channels())
                            .isPresent();
        }
        if (node.is("BatchNormalization")) {
            return own.channels() == 1;
        }
        return POINTWISE.stream().anyMatch(node::is)
                && node.inputs().stream()
                        .filter(input -> !input.isEmpty() && constant.test(input))
                        .allMatch(input -> isEven(input, own));
    }

    /** Whether a constant is the same at all positions of a map it is combined with. */
    private boolean isEven(String value, Axes own) {
        if (!shapes.isKnown(value)) {
            return false;
        }
        long[] dims = shapes.dims(value);
        int shift = MAP_RANK - dims.length;
        return IntStream.of(own.rows(), own.columns())
                .map(axis -> axis - shift)
                .allMatch(axis -> axis < 0 || dims[axis] == 1);
    }

    private Optional<Reach> convolved(Node node, Axes own) {
        boolean fixed = node.inputs().stream().skip(1).allMatch(constant) && shapes.isKnown(node.input(1));
        if (!fixed || !own.equals(Axes.CHANNELS_FIRST)) {
            return Optional.empty();
        }
        long[] weights = shapes.dims(node.input(1));
        Window window = Window.of(node, Arrays.copyOfRange(weights, SPATIAL, weights.length), extent);
        boolean dense = Arrays.stream(window.strides()).allMatch(stride -> stride == 1);
        Reach reach =
                new Reach(Math.max(window.begin()[0], window.end()[0]), Math.max(window.begin()[1], window.end()[1]));
        return dense ? Optional.of(reach) : Optional.empty();
    }
}
