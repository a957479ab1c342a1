package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;

/** Writes the nodes that cut windows out of maps, all around the one cell that is not zero, and put one back. */
final class WindowCut {
    private final GraphBuilder emit;
    private final LocalNodes local;
    private final long[] size;
    private final String corner;
    private final String end;

    WindowCut(GraphBuilder emit, HeadRegion region) {
        this.emit = emit;
        this.local = region.local();
        this.size = new long[] {region.size(0), region.size(1)};
        List<String> corners = new ArrayList<>();
        List<String> excess = new ArrayList<>();
        String magnitudes = magnitudes(region.entries());
        for (int axis = 0; axis < size.length; axis++) {
            if (size[axis] == local.extent(axis)) {
                corners.add(emit.longs(0));
            } else {
                String found = isSet(magnitudes, axis);
                String first = position(found, 0);
                excess.add(emit.sub(position(found, 1), first));
                String start = emit.sub(first, emit.longs(region.reach().along(axis)));
                String most = emit.longs(local.extent(axis) - size[axis]);
                corners.add(emit.op("Max", emit.op("Min", start, most), emit.longs(0)));
            }
        }
        this.corner = emit.op("Concat", corners, Attribute.of("axis", 0));
        this.end = emit.add(corner, emit.longs(size));
        String widest = excess.size() == 1 ? excess.get(0) : emit.op("Max", excess.get(0), excess.get(1));
        emit.copy(
                Node.of(
                        "Cast",
                        List.of(widest),
                        List.of(HeadWindow.EXCESS),
                        Attribute.of("to", ElementType.FLOAT.number())),
                List.of(widest),
                List.of(HeadWindow.EXCESS));
    }

    /** Rows or columns of which not all is zero, as ones. */
    private String isSet(String magnitudes, int axis) {
        String sum = emit.reduce("ReduceSum", magnitudes, false, 1 - axis);
        // what is no number is not zero either
        String zero = emit.op("Equal", sum, emit.scalar(ElementType.FLOAT, 0));
        return emit.cast(emit.op("Not", zero), ElementType.FLOAT);
    }

    /** What is at a cell, {@code [h, w]}. */
    private String magnitudes(Set<String> entries) {
        return entries.stream()
                .map(entry -> emit.reduce("ReduceSum", emit.op("Abs", upright(entry)), false, 0, 1))
                .reduce(emit::add)
                .orElseThrow();
    }

    private String upright(String value) {
        LocalNodes.Axes axes = local.axes(value).orElseThrow();
        return axes.equals(LocalNodes.Axes.CHANNELS_FIRST)
                ? value
                : emit.transpose(value, 0, axes.channels(), axes.rows(), axes.columns());
    }

    private String position(String ones, int last) {
        return emit.op(
                "ArgMax",
                List.of(ones),
                Attribute.of("axis", 0),
                Attribute.of("keepdims", 1),
                Attribute.of("select_last_index", last));
    }

    String sliced(String value) {
        LocalNodes.Axes axes = local.axes(value).orElseThrow();
        return emit.op("Slice", List.of(value, corner, end, emit.longs(axes.rows(), axes.columns())));
    }

    /** Puts a window back into a map of zeros. */
    void enlarge(String window, String name) {
        long[] room = {local.extent(0) - size[0], local.extent(1) - size[1]};
        String behind = emit.sub(emit.longs(room), corner);
        String pads =
                emit.op("Concat", List.of(emit.longs(0, 0), corner, emit.longs(0, 0), behind), Attribute.of("axis", 0));
        emit.copy(Node.of("Pad", List.of(window, pads), List.of(name)), List.of(window, pads), List.of(name));
    }
}
