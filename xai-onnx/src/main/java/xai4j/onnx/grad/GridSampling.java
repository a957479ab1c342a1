package xai4j.onnx.grad;

import java.util.List;
import xai4j.onnx.graph.Attribute;

/** Reads a map at the positions of a grid (Jaderberg et al. 2015). */
final class GridSampling {
    private final ExpansionContext context;
    private final GraphBuilder emit;
    private final long[] x;
    private final long[] y;

    GridSampling(ExpansionContext context) {
        this.context = context;
        this.emit = context.builder();
        this.x = context.inputDims(0);
        this.y = context.dims(context.node().output(0));
    }

    void write() {
        String mode = context.node().text("mode", "linear");
        if (x.length != 4 || mode.endsWith("cubic")) {
            throw context.refusal("only linear and nearest sampling in the plane have a rule");
        }
        String column = coordinate(0, x[3]);
        String row = coordinate(1, x[2]);
        PlaneReading plane = new PlaneReading(context, context.x(0), x[1], x[2], x[3]);
        context.output(
                0,
                mode.equals("nearest")
                        ? plane.nearest(row, column, y[2], y[3])
                        : plane.linear(row, column, y[2], y[3]));
    }

    /** Positions {@code [N, 1, h, w]} in elements of an axis. */
    private String coordinate(long which, long extent) {
        String part = emit.op("Slice", List.of(context.x(1), emit.longs(which), emit.longs(which + 1), emit.longs(3)));
        String grid = emit.transpose(part, 0, 3, 1, 2);
        boolean corners = context.node().integer("align_corners", 0) == 1;
        double scale = (corners ? extent - 1 : extent) / 2.0;
        double shift = (extent - 1) / 2.0;
        String at = emit.add(emit.mul(grid, context.number(scale)), context.number(shift));
        return switch (context.node().text("padding_mode", "zeros")) {
            case "border" -> clipped(at, extent);
            case "reflection" -> clipped(reflected(at, extent, corners), extent);
            default -> at;
        };
    }

    private String clipped(String at, long extent) {
        return emit.op("Clip", List.of(at, context.number(0), context.number(extent - 1.0)));
    }

    /** Back and forth between the borders: a triangle wave. */
    private String reflected(String at, long extent, boolean corners) {
        double low = corners ? 0 : -0.5;
        double span = corners ? extent - 1.0 : extent;
        String distance = emit.op("Abs", emit.sub(at, context.number(low)));
        String phase = emit.op("Mod", distance, context.number(2 * span), Attribute.of("fmod", 1));
        String back = emit.op("Abs", emit.sub(phase, context.number(span)));
        return emit.sub(context.number(low + span), back);
    }
}
