package xai4j.onnx.grad;

import java.util.List;
import xai4j.onnx.graph.Attribute;

/**
 * Turns pairs of elements by angles that grow with the position (Su et al. 2021).
 *
 * @param pairs whether neighbours are turned together, in the place of elements half a width apart
 * @param count how many elements of a row are turned, from its start
 */
record RotaryPositions(ExpansionContext context, boolean pairs, long count) {
    /**
     * The operator of that name.
     *
     * @param cos which input holds the cosines, {@code [positions, count/2]} or one row for each token
     * @param sin which input holds the sines
     * @param positions which input holds the position of each token
     */
    static void write(ExpansionContext context, int cos, int sin, int positions) {
        long[] x = context.inputDims(0);
        boolean split = x.length == 4;
        long heads = split ? x[1] : context.node().integer("num_heads", 0);
        long tokens = split ? x[2] : x[1];
        if (heads <= 0 || context.node().hasInput(positions) && context.inputDims(positions).length != 2) {
            throw context.refusal("without a number of heads and a position for each token it has no rule");
        }
        HeadRows rows = split
                ? new HeadRows(context.x(0), heads, tokens, x[3])
                : HeadRows.split(context, context.x(0), tokens, heads, x[2] / heads);
        long turned = context.node().integer("rotary_embedding_dim", 0);
        HeadRows rotated = new RotaryPositions(
                        context, context.node().integer("interleaved", 0) == 1, turned == 0 ? rows.width() : turned)
                .turned(rows, angles(context, cos, positions), angles(context, sin, positions));
        context.output(0, split ? rotated.value() : HeadRows.merged(context, rotated.value(), tokens, x[2]));
    }

    /** {@code [N, tokens, count/2]}. */
    private static String angles(ExpansionContext context, int cache, int positions) {
        return context.node().hasInput(positions)
                ? context.builder().op("Gather", context.x(cache), context.x(positions), Attribute.of("axis", 0))
                : context.x(cache);
    }

    /**
     * Rows that are turned.
     *
     * @param cos cosines {@code [N, tokens, count/2]}
     * @param sin sines likewise
     */
    HeadRows turned(HeadRows rows, String cos, String sin) {
        GraphBuilder emit = context.builder();
        boolean whole = count == rows.width();
        List<String> sides = whole
                ? List.of(rows.value())
                : emit.ops(
                        "Split",
                        List.of(rows.value(), emit.longs(count, rows.width() - count)),
                        2,
                        Attribute.of("axis", 3));
        String rotated = rotated(
                rows.with(sides.get(0)),
                emit.op("Unsqueeze", cos, emit.longs(1)),
                emit.op("Unsqueeze", sin, emit.longs(1)));
        return rows.with(whole ? rotated : emit.op("Concat", List.of(rotated, sides.get(1)), Attribute.of("axis", 3)));
    }

    private String rotated(HeadRows rows, String cos, String sin) {
        GraphBuilder emit = context.builder();
        String a = pairs ? slice(rows.value(), 0, count, 2) : slice(rows.value(), 0, count / 2, 1);
        String b = pairs ? slice(rows.value(), 1, count, 2) : slice(rows.value(), count / 2, count, 1);
        String real = emit.sub(emit.mul(a, cos), emit.mul(b, sin));
        String imaginary = emit.add(emit.mul(a, sin), emit.mul(b, cos));
        if (!pairs) {
            return emit.op("Concat", List.of(real, imaginary), Attribute.of("axis", 3));
        }
        String woven = emit.op(
                "Concat",
                List.of(emit.op("Unsqueeze", real, emit.longs(4)), emit.op("Unsqueeze", imaginary, emit.longs(4))),
                Attribute.of("axis", 4));
        return emit.reshape(woven, -1, rows.heads(), rows.tokens(), count);
    }

    private String slice(String x, long from, long to, long step) {
        GraphBuilder emit = context.builder();
        return emit.op("Slice", List.of(x, emit.longs(from), emit.longs(to), emit.longs(3), emit.longs(step)));
    }
}
