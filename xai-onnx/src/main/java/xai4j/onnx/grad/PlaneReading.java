package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ElementType;

/**
 * Reads maps between their positions; outside of them there is nothing.
 *
 * @param map {@code [N, channels, height, width]}
 */
record PlaneReading(ExpansionContext context, String map, long channels, long height, long width) {
    /**
     * The elements nearest to positions.
     *
     * @param row positions {@code [N, 1, h, w]} in elements
     * @param column likewise
     * @param h rows of the positions
     * @param w their columns
     * @return {@code [N, channels, h, w]}
     */
    String nearest(String row, String column, long h, long w) {
        GraphBuilder emit = context.builder();
        return element(emit.op("Round", row), emit.op("Round", column), "", h, w);
    }

    /** The four elements around each position, weighted by how near they are. */
    String linear(String row, String column, long h, long w) {
        GraphBuilder emit = context.builder();
        String top = emit.op("Floor", row);
        String left = emit.op("Floor", column);
        String below = emit.sub(row, top);
        String right = emit.sub(column, left);
        List<String> parts = new ArrayList<>();
        for (int corner = 0; corner < 4; corner++) {
            boolean down = corner >= 2;
            boolean across = corner % 2 == 1;
            String weight = emit.mul(
                    down ? below : emit.sub(context.number(1), below),
                    across ? right : emit.sub(context.number(1), right));
            parts.add(element(
                    down ? emit.add(top, context.number(1)) : top,
                    across ? emit.add(left, context.number(1)) : left,
                    weight,
                    h,
                    w));
        }
        return emit.op("Sum", parts);
    }

    /** The elements at whole positions, times a weight. */
    private String element(String row, String column, String weight, long h, long w) {
        GraphBuilder emit = context.builder();
        String inside = emit.mul(inside(row, height), inside(column, width));
        String flat = emit.add(emit.mul(clipped(row, height), context.number((double) width)), clipped(column, width));
        String index = emit.cast(emit.reshape(flat, -1, 1, h * w), ElementType.INT64);
        String each = emit.op("Expand", index, emit.longs(1, channels, 1));
        String rows = emit.reshape(map, -1, channels, height * width);
        String read = emit.op("GatherElements", rows, each, Attribute.of("axis", 2));
        String found = emit.reshape(read, -1, channels, h, w);
        return emit.mul(found, weight.isEmpty() ? inside : emit.mul(weight, inside));
    }

    private String clipped(String at, long extent) {
        return context.builder().op("Clip", List.of(at, context.number(0), context.number(extent - 1.0)));
    }

    private String inside(String at, long extent) {
        GraphBuilder emit = context.builder();
        String reached = emit.op("GreaterOrEqual", at, context.number(0));
        String within = emit.op("LessOrEqual", at, context.number(extent - 1.0));
        return emit.cast(emit.op("And", reached, within), context.type());
    }
}
