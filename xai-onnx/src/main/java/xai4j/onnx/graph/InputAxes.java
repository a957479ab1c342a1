package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.tensor.Shape;

/**
 * Gives a network whose input lacks an axis of a batch of images one that has them all, and takes the axis away again inside: one image
 * without batch {@code [C, H, W]}, grey images {@code [N, H, W]}, images as one row of numbers {@code [N, D]}.
 */
public final class InputAxes {
    private static final String IMAGE = "xai4j/image";
    private static final String TARGET = "xai4j/image/shape";
    private static final List<Long> COLOURS = List.of(1L, 3L, 4L);
    /** Rows of fewer numbers are tables, not pictures. */
    private static final int SMALLEST_SIDE = 8;

    private InputAxes() {}

    /**
     * A graph with all axes; the same when none is missing, or the input is no image.
     *
     * @param image shape of the image that a caller has in mind, when there is one
     */
    public static OnnxGraph completed(OnnxGraph graph, @Nullable Shape image) {
        if (graph.ports().size() != 1) {
            return graph;
        }
        ValueInfo port = graph.ports().get(0);
        boolean pixels = port.type().isFloating() || port.type() == ElementType.UINT8;
        long[] dims = port.dims().orElse(List.of()).stream()
                .mapToLong(dim -> dim.isFixed() ? dim.size() : -1)
                .toArray();
        Optional<long[]> complete = !pixels || dims.length == 0
                ? Optional.empty()
                : dims.length == 3 ? ofThree(dims) : dims.length == 2 ? ofTwo(dims, image) : Optional.empty();
        return complete.map(axes -> with(graph, port, axes, dims)).orElse(graph);
    }

    private static Optional<long[]> ofThree(long[] dims) {
        boolean last = COLOURS.contains(dims[2]) && !COLOURS.contains(dims[0]) && (dims[0] > 0 || dims[1] < 0);
        boolean grey = dims[0] <= 1;
        return Optional.of(
                last || !grey ? Dims.concat(new long[] {1}, dims) : new long[] {dims[0], 1, dims[1], dims[2]});
    }

    private static Optional<long[]> ofTwo(long[] dims, @Nullable Shape image) {
        long size = dims[1];
        if (dims[0] == size && size >= SMALLEST_SIDE) {
            return Optional.of(new long[] {1, 1, size, size});
        }
        if (image != null && Arrays.stream(image.dims()).asLongStream().reduce(1, (a, b) -> a * b) == size) {
            long[] extents = Arrays.stream(image.dims()).asLongStream().toArray();
            return Optional.of(
                    Dims.concat(extents.length == 2 ? new long[] {dims[0], 1} : new long[] {dims[0]}, extents));
        }
        for (long channels : List.of(1L, 3L)) {
            long side = Math.round(Math.sqrt(size / (double) channels));
            if (side >= SMALLEST_SIDE && side * side * channels == size) {
                return Optional.of(new long[] {dims[0], channels, side, side});
            }
        }
        return Optional.empty();
    }

    private static OnnxGraph with(OnnxGraph graph, ValueInfo port, long[] axes, long[] inside) {
        OnnxGraph complete = graph.copy();
        complete.inputs().remove(port.name());
        List<ValueInfo.Dim> dims = Arrays.stream(axes)
                .mapToObj(axis -> axis > 0 ? ValueInfo.Dim.of(axis) : ValueInfo.Dim.symbolic(""))
                .toList();
        complete.inputs().put(IMAGE, ValueInfo.of(IMAGE, port.type(), named(port, dims)));
        boolean squeezes = inside.length == 3;
        int axis = axes[1] == inside[0] && axes[2] == inside[1] ? 0 : 1;
        Node node;
        if (squeezes && graph.opset() < 13) {
            node = Node.of("Squeeze", List.of(IMAGE), List.of(port.name()), Attribute.ints("axes", axis));
        } else {
            complete.add(
                    squeezes
                            ? ConstantTensor.vector(TARGET, axis)
                            : ConstantTensor.vector(TARGET, axes[0] == 1 ? inside[0] : -1, inside[1]));
            node = Node.of(squeezes ? "Squeeze" : "Reshape", List.of(IMAGE, TARGET), List.of(port.name()));
        }
        complete.nodes().add(0, node);
        return complete;
    }

    /** The batch keeps its symbol. */
    private static List<ValueInfo.Dim> named(ValueInfo port, List<ValueInfo.Dim> dims) {
        List<ValueInfo.Dim> named = new java.util.ArrayList<>(dims);
        String symbol = port.dims().orElseThrow().get(0).symbol();
        if (!named.get(0).isFixed() && !symbol.isEmpty()) {
            named.set(0, ValueInfo.Dim.symbolic(symbol));
        }
        return named;
    }
}
