package xai4j.onnx.grad;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ElementType;

/**
 * Attention, softmax(scale · Q Kᵀ + bias) V per head, in the forms of ONNX (operator set 23) and of ONNX Runtime's own
 * domain, and the rotary embedding of positions.
 */
final class AttentionExpansions {
    private AttentionExpansions() {}

    static Map<String, Consumer<ExpansionContext>> all() {
        return Map.of(
                "Attention", AttentionExpansions::standard,
                "com.microsoft.Attention", AttentionExpansions::packed,
                "com.microsoft.MultiHeadAttention", AttentionExpansions::multiHead,
                "RotaryEmbedding", context -> rotary(context, 1, 2, 3),
                "com.microsoft.RotaryEmbedding", context -> rotary(context, 2, 3, 1));
    }

    /**
     * One attention.
     *
     * @param q queries {@code [N, heads, tokens, width]}; keys and values likewise, perhaps with fewer heads
     * @param bias what is added to the scores, a mask of what is seen, or empty
     * @param scale factor of the scores; 0 for the inverse root of the width
     * @param causal whether a token sees only those before it
     * @param cap to which scores are bent by a hyperbolic tangent, before the bias; 0 for none
     */
    private record Heads(String q, String k, String v, String bias, double scale, boolean causal, double cap) {
        Heads(String q, String k, String v, String bias, double scale, boolean causal) {
            this(q, k, v, bias, scale, causal, 0);
        }
    }

    private static String attended(ExpansionContext context, Heads heads, long[] q, long[] k) {
        GraphBuilder emit = context.builder();
        double scale = heads.scale == 0 ? 1 / Math.sqrt((double) q[3]) : heads.scale;
        long repeats = q[1] / k[1];
        String keys = repeated(emit, heads.k, k[1], repeats);
        String values = repeated(emit, heads.v, k[1], repeats);
        String scaled = emit.mul(heads.q, context.number(scale));
        String scores = emit.op("MatMul", scaled, emit.transpose(keys, 0, 1, 3, 2));
        if (heads.cap != 0) {
            String bent = emit.op("Tanh", emit.mul(scores, context.number(1 / heads.cap)));
            scores = emit.mul(bent, context.number(heads.cap));
        }
        if (!heads.bias.isEmpty()) {
            scores = emit.add(scores, additive(context, heads.bias));
        }
        if (heads.causal) {
            scores = emit.add(scores, triangle(context, q[2], k[2]));
        }
        return emit.op("MatMul", emit.op("Softmax", scores, Attribute.of("axis", -1)), values);
    }

    /** Each head of keys or values for several heads of queries. */
    private static String repeated(GraphBuilder emit, String x, long heads, long repeats) {
        if (repeats == 1) {
            return x;
        }
        String column = emit.op("Unsqueeze", x, emit.longs(2));
        String expanded = emit.op("Expand", column, emit.longs(1, 1, repeats, 1, 1));
        String shape = emit.op("Shape", x);
        String batch = emit.op("Slice", List.of(shape, emit.longs(0), emit.longs(1)));
        String rest = emit.op("Slice", List.of(shape, emit.longs(2), emit.longs(4)));
        String wanted = emit.op("Concat", List.of(batch, emit.longs(heads * repeats), rest), Attribute.of("axis", 0));
        return emit.op("Reshape", expanded, wanted);
    }

    private static String additive(ExpansionContext context, String bias) {
        return context.type(bias) == ElementType.BOOL
                ? context.builder()
                        .op("Where", List.of(bias, context.number(0), context.number(Double.NEGATIVE_INFINITY)))
                : bias;
    }

    /** Of more keys than queries the first are past ones, which all queries see. */
    private static String triangle(ExpansionContext context, long queries, long keys) {
        double[] hidden = new double[Math.toIntExact(queries * keys)];
        for (int i = 0; i < queries; i++) {
            for (long j = i + 1 + Math.max(0, keys - queries); j < keys; j++) {
                hidden[(int) (i * keys + j)] = Double.NEGATIVE_INFINITY;
            }
        }
        return context.builder().array(context.type(), new long[] {queries, keys}, hidden);
    }

    /** {@code [N, tokens, heads · width]} as {@code [N, heads, tokens, width]}. */
    private static String split(ExpansionContext context, String x, long tokens, long heads, long width) {
        GraphBuilder emit = context.builder();
        return emit.transpose(emit.reshape(x, -1, tokens, heads, width), 0, 2, 1, 3);
    }

    private static String merged(ExpansionContext context, String x, long tokens, long width) {
        GraphBuilder emit = context.builder();
        return emit.reshape(emit.transpose(x, 0, 2, 1, 3), -1, tokens, width);
    }

    private static void standard(ExpansionContext context) {
        context.refuseInput(6, "lengths of keys");
        context.refuseOutput(3, "its scores as an output");
        long[] q = context.inputDims(0);
        long[] k = context.inputDims(1);
        long[] v = context.inputDims(2);
        boolean split = q.length == 4;
        long queryHeads = split ? q[1] : context.node().integer("q_num_heads", 1);
        long keyHeads = split ? k[1] : context.node().integer("kv_num_heads", queryHeads);
        long[] queries = split ? q : new long[] {q[0], queryHeads, q[1], q[2] / queryHeads};
        long[] keys = split ? k.clone() : new long[] {k[0], keyHeads, k[1], k[2] / keyHeads};
        long width = split ? v[3] : v[2] / keyHeads;
        String now = split ? context.x(1) : split(context, context.x(1), k[1], keyHeads, keys[3]);
        String worth = split ? context.x(2) : split(context, context.x(2), k[1], keyHeads, width);
        String allKeys = behindPast(context, 4, now);
        String allValues = behindPast(context, 5, worth);
        keys[2] += context.node().hasInput(4) ? context.inputDims(4)[2] : 0;
        String y = attended(
                context,
                new Heads(
                        split ? context.x(0) : split(context, context.x(0), q[1], queryHeads, queries[3]),
                        allKeys,
                        allValues,
                        context.x(3),
                        context.node().number("scale", 0),
                        context.node().integer("is_causal", 0) == 1,
                        context.node().number("softcap", 0)),
                queries,
                keys);
        context.output(0, split ? y : merged(context, y, q[1], width * queryHeads));
        context.output(1, allKeys);
        context.output(2, allValues);
    }

    /** Keys or values behind those of earlier tokens, {@code [N, heads, tokens, width]} both. */
    private static String behindPast(ExpansionContext context, int past, String present) {
        return context.node().hasInput(past)
                ? context.builder().op("Concat", List.of(context.x(past), present), Attribute.of("axis", 2))
                : present;
    }

    /** Queries, keys and values as one product of the input. */
    private static void packed(ExpansionContext context) {
        context.refuseInput(3, "a mask");
        context.refuseInput(4, "past keys");
        if (context.node().integer("do_rotary", 0) == 1) {
            throw context.refusal("with rotary positions it has no rule");
        }
        GraphBuilder emit = context.builder();
        long[] x = context.inputDims(0);
        long all = context.inputDims(1)[1];
        long[] sizes = context.node().integers("qkv_hidden_sizes", all / 3, all / 3, all / 3);
        String product = emit.op("MatMul", context.x(0), context.x(1));
        String shifted = context.node().hasInput(2) ? emit.add(product, context.x(2)) : product;
        List<String> parts = emit.ops("Split", List.of(shifted, emit.longs(sizes)), 3, Attribute.of("axis", 2));
        fromRows(context, parts, sizes, new long[] {x[1], x[1]}, context.x(5));
    }

    private static void multiHead(ExpansionContext context) {
        context.refuseInput(4, "a mask of keys");
        context.refuseInput(6, "past keys");
        context.refuseOutput(3, "its scores as an output");
        boolean rows = context.node().hasInput(1)
                && context.node().hasInput(2)
                && context.inputDims(0).length == 3
                && context.inputDims(1).length == 3
                && context.inputDims(2).length == 3;
        if (!rows) {
            throw context.refusal("with queries, keys or values packed together, or split into heads, it has no rule");
        }
        long[] q = context.inputDims(0);
        long[] k = context.inputDims(1);
        long[] v = context.inputDims(2);
        long[] sizes = {q[2], k[2], v[2]};
        List<String> parts = List.of(context.x(0), context.x(1), context.x(2));
        fromRows(context, biased(context, parts, sizes), sizes, new long[] {q[1], k[1]}, context.x(5));
    }

    /** Queries, keys and values with what the fourth input adds to them. */
    private static List<String> biased(ExpansionContext context, List<String> parts, long[] sizes) {
        if (!context.node().hasInput(3)) {
            return parts;
        }
        GraphBuilder emit = context.builder();
        List<String> biases = emit.ops("Split", List.of(context.x(3), emit.longs(sizes)), 3, Attribute.of("axis", 0));
        return IntStream.range(0, 3)
                .mapToObj(i -> emit.add(parts.get(i), biases.get(i)))
                .toList();
    }

    /** An attention of ONNX Runtime's domain whose queries, keys and values are {@code [N, tokens, size]}. */
    private static void fromRows(
            ExpansionContext context, List<String> parts, long[] sizes, long[] tokens, String bias) {
        long count = context.node().integer("num_heads", 1);
        String keys = split(context, parts.get(1), tokens[1], count, sizes[1] / count);
        String values = split(context, parts.get(2), tokens[1], count, sizes[2] / count);
        Heads heads = new Heads(
                split(context, parts.get(0), tokens[0], count, sizes[0] / count),
                keys,
                values,
                bias,
                context.node().number("scale", 0),
                context.node().integer("unidirectional", 0) == 1);
        String y = attended(context, heads, new long[] {-1, count, tokens[0], sizes[0] / count}, new long[] {
            -1, count, tokens[1], sizes[1] / count
        });
        context.output(0, merged(context, y, tokens[0], sizes[2]));
        if (context.node().is("MultiHeadAttention")) {
            context.output(1, keys);
            context.output(2, values);
        } else {
            context.refuseOutput(1, "its keys and values as an output");
        }
    }

    /**
     * Turns pairs of elements by angles that grow with the position (Su et al. 2021).
     *
     * @param cos which input holds the cosines, {@code [positions, width/2]} or one row for each token
     * @param sin which input holds the sines
     * @param positions which input holds the position of each token
     */
    private static void rotary(ExpansionContext context, int cos, int sin, int positions) {
        GraphBuilder emit = context.builder();
        long[] x = context.inputDims(0);
        boolean split = x.length == 4;
        long heads = split ? x[1] : context.node().integer("num_heads", 0);
        long tokens = split ? x[2] : x[1];
        if (heads <= 0 || context.node().hasInput(positions) && context.inputDims(positions).length != 2) {
            throw context.refusal("without a number of heads and a position for each token it has no rule");
        }
        long width = split ? x[3] : x[2] / heads;
        long turned = context.node().integer("rotary_embedding_dim", 0);
        turned = turned == 0 ? width : turned;
        String value = split ? context.x(0) : split(context, context.x(0), tokens, heads, width);
        List<String> sides = turned == width
                ? List.of(value)
                : emit.ops("Split", List.of(value, emit.longs(turned, width - turned)), 2, Attribute.of("axis", 3));
        String rotated = rotated(
                context, sides.get(0), turned, angles(context, cos, positions), angles(context, sin, positions));
        String whole = sides.size() == 1
                ? rotated
                : emit.op("Concat", List.of(rotated, sides.get(1)), Attribute.of("axis", 3));
        context.output(0, split ? whole : merged(context, whole, tokens, x[2]));
    }

    /** {@code [N, 1, tokens, width/2]}. */
    private static String angles(ExpansionContext context, int cache, int positions) {
        GraphBuilder emit = context.builder();
        String rows = context.node().hasInput(positions)
                ? emit.op("Gather", context.x(cache), context.x(positions), Attribute.of("axis", 0))
                : context.x(cache);
        return emit.op("Unsqueeze", rows, emit.longs(1));
    }

    private static String rotated(ExpansionContext context, String x, long width, String cos, String sin) {
        GraphBuilder emit = context.builder();
        boolean pairs = context.node().integer("interleaved", 0) == 1;
        long first = pairs ? 2 : width / 2;
        String a = slice(emit, x, 0, pairs ? width : first, pairs ? 2 : 1);
        String b = slice(emit, x, pairs ? 1 : first, width, pairs ? 2 : 1);
        String real = emit.sub(emit.mul(a, cos), emit.mul(b, sin));
        String imaginary = emit.add(emit.mul(a, sin), emit.mul(b, cos));
        if (!pairs) {
            return emit.op("Concat", List.of(real, imaginary), Attribute.of("axis", 3));
        }
        String woven = emit.op(
                "Concat",
                List.of(emit.op("Unsqueeze", real, emit.longs(4)), emit.op("Unsqueeze", imaginary, emit.longs(4))),
                Attribute.of("axis", 4));
        long[] dims = context.inputDims(0);
        long heads = dims.length == 4 ? dims[1] : context.node().integer("num_heads", 1);
        long tokens = dims.length == 4 ? dims[2] : dims[1];
        return emit.reshape(woven, -1, heads, tokens, width);
    }

    private static String slice(GraphBuilder emit, String x, long from, long to, long step) {
        return emit.op("Slice", List.of(x, emit.longs(from), emit.longs(to), emit.longs(3), emit.longs(step)));
    }
}
