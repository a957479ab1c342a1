package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xai4j.onnx.graph.Attribute;

/** {@code GroupQueryAttention} of ONNX Runtime's own domain: each token sees those before it, several heads of queries share keys and values. */
final class GroupedAttention {
    private static final int PAST_KEYS = 3;
    private static final int PAST_VALUES = 4;
    private static final int LAST = 5;
    private static final int TOTAL = 6;
    private static final int COSINES = 7;
    private static final int SINES = 8;
    private static final int POSITIONS = 9;
    private static final int BIAS = 10;
    private static final int SINK = 11;
    private static final int KEY_SCALES = 12;

    private final ExpansionContext context;
    private final GraphBuilder emit;
    private final long heads;
    private final long groups;
    private final long tokens;
    private final long width;
    private final boolean packed;

    private GroupedAttention(ExpansionContext context) {
        this.context = context;
        this.emit = context.builder();
        this.heads = context.node().integer("num_heads", 1);
        this.groups = context.node().integer("kv_num_heads", heads);
        this.packed = !context.node().hasInput(1);
        long[] q = context.inputDims(0);
        this.tokens = q[1];
        this.width = q[2] / (packed ? heads + 2 * groups : heads);
    }

    static void write(ExpansionContext context) {
        new GroupedAttention(context).write();
    }

    private void write() {
        context.refuseInput(KEY_SCALES, "quantized keys");
        context.refuseOutput(3, "its scores as an output");
        long past = past();
        List<HeadRows> rows = rows(past);
        HeadRows k = behindPast(rows.get(1), PAST_KEYS, past);
        HeadRows v = behindPast(rows.get(2), PAST_VALUES, past);
        AttentionBias bias = new AttentionBias(context);
        bias.causal(tokens, k.tokens(), past, context.node().integer("local_window_size", -1));
        bias.add(context.x(BIAS));
        AttendedHeads.Written written = new AttendedHeads(
                        rows.get(0),
                        k,
                        v,
                        context.node().number("scale", 0),
                        context.node().number("softcap", 0),
                        bias,
                        sink())
                .write(context);
        context.output(0, HeadRows.merged(context, written.y(), tokens, heads * width));
        present(1, k);
        present(2, v);
    }

    /** How many keys of the past count; the buffer that holds them may be longer. */
    private long past() {
        if (!context.node().hasInput(PAST_KEYS)) {
            return 0;
        }
        long total = context.constant(TOTAL)[0];
        long last = total - 1;
        if (Arrays.stream(context.constant(LAST)).anyMatch(index -> index != last)) {
            throw context.refusal("with lengths of keys that differ from image to image it has no rule");
        }
        return total - tokens;
    }

    private List<HeadRows> rows(long past) {
        List<HeadRows> rows = packed ? split() : List.of(heads(0, heads), heads(1, groups), heads(2, groups));
        return context.node().integer("do_rotary", 0) == 1
                ? List.of(turned(rows.get(0), past), turned(rows.get(1), past), rows.get(2))
                : rows;
    }

    private HeadRows heads(int input, long count) {
        return HeadRows.split(context, context.x(input), tokens, count, width);
    }

    private List<HeadRows> split() {
        long[] sizes = {heads * width, groups * width, groups * width};
        List<String> parts = emit.ops("Split", List.of(context.x(0), emit.longs(sizes)), 3, Attribute.of("axis", 2));
        return List.of(
                HeadRows.split(context, parts.get(0), tokens, heads, width),
                HeadRows.split(context, parts.get(1), tokens, groups, width),
                HeadRows.split(context, parts.get(2), tokens, groups, width));
    }

    private HeadRows turned(HeadRows rows, long past) {
        long angles = context.inputDims(COSINES)[1];
        boolean pairs = context.node().integer("rotary_interleaved", 0) == 1;
        return new RotaryPositions(context, pairs, 2 * angles).turned(rows, angles(COSINES, past), angles(SINES, past));
    }

    private String angles(int cache, long past) {
        if (context.node().hasInput(POSITIONS)) {
            return emit.op("Gather", context.x(cache), context.x(POSITIONS), Attribute.of("axis", 0));
        }
        String rows =
                emit.op("Slice", List.of(context.x(cache), emit.longs(past), emit.longs(past + tokens), emit.longs(0)));
        return emit.op("Unsqueeze", rows, emit.longs(0));
    }

    private HeadRows behindPast(HeadRows rows, int input, long past) {
        if (!context.node().hasInput(input)) {
            return rows;
        }
        String counted = context.x(input);
        if (context.inputDims(input)[2] != past) {
            counted = emit.op("Slice", List.of(counted, emit.longs(0), emit.longs(past), emit.longs(2)));
        }
        return rows.behind(context, counted, past);
    }

    /** The smooth softmax has a further key of score 0; a sink is such a key of a learned score per head. */
    private Optional<String> sink() {
        if (context.node().hasInput(SINK)) {
            return Optional.of(emit.reshape(context.x(SINK), 1, heads, 1, 1));
        }
        return context.node().integer("smooth_softmax", 0) == 1 ? Optional.of(context.number(0)) : Optional.empty();
    }

    /** All keys or values, in a buffer that is as long as the one of the past if that is longer. */
    private void present(int output, HeadRows rows) {
        long[] dims = context.dims(context.node().output(output));
        boolean longer = dims.length == 4 && dims[2] > rows.tokens();
        context.output(
                output,
                longer
                        ? emit.op("Pad", rows.value(), emit.longs(0, 0, 0, 0, 0, 0, dims[2] - rows.tokens(), 0))
                        : rows.value());
    }
}
