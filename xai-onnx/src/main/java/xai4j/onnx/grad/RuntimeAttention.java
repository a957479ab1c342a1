package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.onnx.graph.Attribute;

/** {@code Attention} and {@code MultiHeadAttention} of ONNX Runtime's own domain. */
final class RuntimeAttention {
    private static final float FILTER = -10000;

    private final ExpansionContext context;
    private final GraphBuilder emit;
    private final long heads;

    private RuntimeAttention(ExpansionContext context) {
        this.context = context;
        this.emit = context.builder();
        this.heads = context.node().integer("num_heads", 1);
    }

    /** Queries, keys and values as one product of the input. */
    static void projected(ExpansionContext context) {
        new RuntimeAttention(context).projected();
    }

    /** Queries, keys and values as they come, or packed together. */
    static void multiHead(ExpansionContext context) {
        new RuntimeAttention(context).multiHead();
    }

    private void projected() {
        context.refuseInput(6, "a buffer that past and present keys share");
        if (context.node().integer("do_rotary", 0) == 1) {
            throw context.refusal("with rotary positions it has no rule");
        }
        long tokens = context.inputDims(0)[1];
        long all = context.inputDims(1)[1];
        long[] sizes = context.node().integers("qkv_hidden_sizes", all / 3, all / 3, all / 3);
        String product = emit.op("MatMul", context.x(0), context.x(1));
        String shifted = context.node().hasInput(2) ? emit.add(product, context.x(2)) : product;
        List<String> parts = emit.ops("Split", List.of(shifted, emit.longs(sizes)), 3, Attribute.of("axis", 2));
        List<HeadRows> rows = IntStream.range(0, 3)
                .mapToObj(i -> HeadRows.split(context, parts.get(i), tokens, heads, sizes[i] / heads))
                .toList();
        HeadRows k = rows.get(1);
        HeadRows v = rows.get(2);
        if (context.node().hasInput(4)) {
            List<String> past = emit.ops("Split", List.of(context.x(4), emit.longs(1, 1)), 2, Attribute.of("axis", 0));
            long count = context.inputDims(4)[3];
            k = k.behind(context, emit.op("Squeeze", past.get(0), emit.longs(0)), count);
            v = v.behind(context, emit.op("Squeeze", past.get(1), emit.longs(0)), count);
        }
        attend(rows.get(0), k, v, k.tokens() - tokens, 3);
        if (!context.node().output(1).isEmpty()) {
            List<String> present = List.of(
                    emit.op("Unsqueeze", k.value(), emit.longs(0)), emit.op("Unsqueeze", v.value(), emit.longs(0)));
            context.output(1, emit.op("Concat", present, Attribute.of("axis", 0)));
        }
    }

    private void multiHead() {
        context.refuseInput(8, "a buffer that past and present keys share");
        context.refuseInput(9, "beams");
        List<HeadRows> rows = rows();
        HeadRows k = rows.get(1);
        HeadRows v = rows.get(2);
        long past = 0;
        if (context.node().hasInput(6)) {
            past = context.inputDims(6)[2];
            k = k.behind(context, context.x(6), past);
            v = v.behind(context, context.x(7), past);
        }
        AttendedHeads.Written written = attend(rows.get(0), k, v, past, 4);
        context.output(1, k.value());
        context.output(2, v.value());
        context.output(3, written.biased());
    }

    private AttendedHeads.Written attend(HeadRows q, HeadRows k, HeadRows v, long past, int mask) {
        AttentionBias bias = new AttentionBias(context);
        bias.masked(mask, q.tokens(), k.tokens(), context.node().number("mask_filter_value", FILTER));
        if (context.node().integer("unidirectional", 0) == 1) {
            bias.causal(q.tokens(), k.tokens(), past, 0);
        }
        bias.add(context.x(5));
        AttendedHeads.Written written =
                new AttendedHeads(q, k, v, context.node().number("scale", 0), 0, bias, Optional.empty()).write(context);
        context.output(0, HeadRows.merged(context, written.y(), q.tokens(), heads * v.width()));
        return written;
    }

    /** Queries, keys and values, however they come. */
    private List<HeadRows> rows() {
        long[] q = context.inputDims(0);
        if (q.length == 5) {
            return biased(packed(0, 3));
        }
        List<HeadRows> rows = new ArrayList<>(List.of(heads(0)));
        if (context.inputDims(1).length == 5) {
            rows.addAll(packed(1, 2));
            return rows;
        }
        rows.add(heads(1));
        rows.add(heads(2));
        return biased(rows);
    }

    private HeadRows heads(int input) {
        long[] dims = context.inputDims(input);
        return dims.length == 4
                ? new HeadRows(context.x(input), dims[1], dims[2], dims[3])
                : HeadRows.split(context, context.x(input), dims[1], heads, dims[2] / heads);
    }

    /** Several in one: {@code [N, tokens, heads, count, width]}. */
    private List<HeadRows> packed(int input, int count) {
        long[] dims = context.inputDims(input);
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return emit.ops("Split", List.of(context.x(input), emit.longs(ones)), count, Attribute.of("axis", 3)).stream()
                .map(part -> emit.transpose(emit.op("Squeeze", part, emit.longs(3)), 0, 2, 1, 3))
                .map(part -> new HeadRows(part, dims[2], dims[1], dims[4]))
                .toList();
    }

    /** With what the fourth input adds to queries, keys and values; keys and values that come in heads have theirs. */
    private List<HeadRows> biased(List<HeadRows> rows) {
        if (!context.node().hasInput(3)) {
            return rows;
        }
        long[] sizes =
                rows.stream().mapToLong(part -> part.heads() * part.width()).toArray();
        List<String> biases = emit.ops("Split", List.of(context.x(3), emit.longs(sizes)), 3, Attribute.of("axis", 0));
        return IntStream.range(0, 3)
                .mapToObj(i -> isGivenInHeads(i) ? rows.get(i) : shifted(rows.get(i), biases.get(i)))
                .toList();
    }

    private boolean isGivenInHeads(int part) {
        return part > 0 && context.node().hasInput(part) && context.inputDims(part).length == 4;
    }

    private HeadRows shifted(HeadRows rows, String bias) {
        return rows.with(emit.add(rows.value(), emit.reshape(bias, 1, rows.heads(), 1, rows.width())));
    }
}
