package xai4j.onnx.grad;

import java.util.List;
import java.util.Optional;
import xai4j.onnx.graph.Attribute;

/**
 * One attention, softmax(cap(scale · Q Kᵀ) + bias) V per head.
 *
 * @param q queries, keys and values; of the last two perhaps fewer heads, each for several of the queries'
 * @param scale factor of the scores; 0 for the inverse root of the width
 * @param cap to which scores are bent by a hyperbolic tangent; 0 for none
 * @param bias what is added to the scores
 * @param sink the logarithm of what takes attention besides the keys, broadcast to {@code [N, heads, queries, 1]}; empty for nothing
 */
record AttendedHeads(
        HeadRows q, HeadRows k, HeadRows v, double scale, double cap, AttentionBias bias, Optional<String> sink) {
    /**
     * The values on the way.
     *
     * @param products scale · Q Kᵀ
     * @param capped the same under the cap
     * @param biased what the softmax takes
     * @param probabilities what it gives
     * @param y what was attended, {@code [N, heads, queries, width]}
     */
    record Written(String products, String capped, String biased, String probabilities, String y) {}

    Written write(ExpansionContext context) {
        GraphBuilder emit = context.builder();
        double factor = scale == 0 ? 1 / Math.sqrt((double) q.width()) : scale;
        String keys = k.repeated(emit, q.heads()).value();
        String values = v.repeated(emit, q.heads()).value();
        String scaled = emit.mul(q.value(), context.number(factor));
        String products = emit.op("MatMul", scaled, emit.transpose(keys, 0, 1, 3, 2));
        String capped = cap == 0 ? products : capped(context, products);
        String biased = bias.sum().map(sum -> emit.add(capped, sum)).orElse(capped);
        String probabilities = emit.op("Softmax", biased, Attribute.of("axis", -1));
        String seen = bias.seeing()
                .map(where -> emit.op("Where", List.of(where, probabilities, context.number(0))))
                .orElse(probabilities);
        String taken =
                sink.map(left -> emit.mul(seen, share(context, biased, left))).orElse(seen);
        return new Written(products, capped, biased, probabilities, emit.op("MatMul", taken, values));
    }

    private String capped(ExpansionContext context, String products) {
        GraphBuilder emit = context.builder();
        String bent = emit.op("Tanh", emit.mul(products, context.number(1 / cap)));
        return emit.mul(bent, context.number(cap));
    }

    /** Σ eˣ / (Σ eˣ + e^sink), the part that the sink leaves to the keys. */
    private static String share(ExpansionContext context, String scores, String sink) {
        GraphBuilder emit = context.builder();
        return emit.op("Sigmoid", emit.sub(emit.reduce("ReduceLogSumExp", scores, true, 3), sink));
    }
}
