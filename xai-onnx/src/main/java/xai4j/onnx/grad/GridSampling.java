package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;

/** Reads a map, in the plane or of more axes, at the positions of a grid (Jaderberg et al. 2015). */
final class GridSampling {
    private final ExpansionContext context;
    private final GraphBuilder emit;
    private final long[] extents;
    private final long[] out;
    private final boolean corners;
    private final String padding;

    GridSampling(ExpansionContext context) {
        this.context = context;
        this.emit = context.builder();
        this.extents = space(context.inputDims(0));
        this.out = space(context.dims(context.node().output(0)));
        this.corners = context.node().integer("align_corners", 0) == 1;
        this.padding = context.node().text("padding_mode", "zeros");
    }

    private static long[] space(long... dims) {
        return Arrays.copyOfRange(dims, 2, dims.length);
    }

    void write() {
        String mode = context.node().text("mode", "linear");
        boolean cubic = mode.endsWith("cubic");
        if (cubic && extents.length != 2) {
            throw context.refusal("cubic sampling has a rule in the plane only");
        }
        long channels = context.inputDims(0)[1];
        List<String> at =
                IntStream.range(0, extents.length).mapToObj(this::coordinate).toList();
        if (cubic) {
            MapReading map = new MapReading(context, context.x(0), channels, extents, this::padded);
            context.output(0, map.cubic(at, out));
        } else {
            MapReading map = MapReading.amongZeros(context, context.x(0), channels, extents);
            List<String> within = IntStream.range(0, extents.length)
                    .mapToObj(axis -> padded(at.get(axis), axis))
                    .toList();
            context.output(0, mode.equals("nearest") ? map.nearest(within, out) : map.linear(within, out));
        }
    }

    /** Positions {@code [N, 1, out…]} in elements of an axis; the grid names the last axis first. */
    private String coordinate(int axis) {
        long which = extents.length - 1L - axis;
        long last = extents.length + 1L;
        String part =
                emit.op("Slice", List.of(context.x(1), emit.longs(which), emit.longs(which + 1), emit.longs(last)));
        long[] order = LongStream.concat(LongStream.of(0, last), LongStream.range(1, last))
                .toArray();
        String grid = emit.op("Transpose", part, Attribute.ints("perm", order));
        double scale = (corners ? extents[axis] - 1 : extents[axis]) / 2.0;
        double shift = (extents[axis] - 1) / 2.0;
        return emit.add(emit.mul(grid, context.number(scale)), context.number(shift));
    }

    /** What a position outside stands for: cubic sampling asks for each element that it reads, the others once. */
    private String padded(String at, int axis) {
        return switch (padding) {
            case "border" -> clipped(at, extents[axis]);
            case "reflection" -> clipped(reflected(at, extents[axis]), extents[axis]);
            default -> at;
        };
    }

    private String clipped(String at, long extent) {
        return emit.op("Clip", List.of(at, context.number(0), context.number(extent - 1.0)));
    }

    /** Back and forth between the borders: a triangle wave. */
    private String reflected(String at, long extent) {
        double low = corners ? 0 : -0.5;
        double span = corners ? extent - 1.0 : extent;
        String distance = emit.op("Abs", emit.sub(at, context.number(low)));
        String phase = emit.op("Mod", distance, context.number(2 * span), Attribute.of("fmod", 1));
        String back = emit.op("Abs", emit.sub(phase, context.number(span)));
        return emit.sub(context.number(low + span), back);
    }
}
