package xai4j.onnx.grad;

import java.util.Optional;

/** ONNX's own {@code Attention} (operator sets 23 and 24). */
final class StandardAttention {
    private static final int MASK = 3;
    private static final int PAST_KEYS = 4;
    private static final int PAST_VALUES = 5;
    private static final int LENGTHS = 6;

    private final ExpansionContext context;
    private final boolean split;

    private StandardAttention(ExpansionContext context) {
        this.context = context;
        this.split = context.inputDims(0).length == 4;
    }

    static void write(ExpansionContext context) {
        new StandardAttention(context).write();
    }

    private void write() {
        long queryHeads = split ? context.inputDims(0)[1] : context.node().integer("q_num_heads", 1);
        long keyHeads = split ? context.inputDims(1)[1] : context.node().integer("kv_num_heads", queryHeads);
        HeadRows q = rows(0, queryHeads);
        HeadRows k = behindPast(rows(1, keyHeads), PAST_KEYS);
        HeadRows v = behindPast(rows(2, keyHeads), PAST_VALUES);
        AttendedHeads.Written written = new AttendedHeads(
                        q,
                        k,
                        v,
                        context.node().number("scale", 0),
                        context.node().number("softcap", 0),
                        bias(q, k),
                        Optional.empty())
                .write(context);
        context.output(
                0, split ? written.y() : HeadRows.merged(context, written.y(), q.tokens(), q.heads() * v.width()));
        context.output(1, k.value());
        context.output(2, v.value());
        context.output(3, shown(written));
    }

    private HeadRows rows(int input, long heads) {
        long[] dims = context.inputDims(input);
        return split
                ? new HeadRows(context.x(input), dims[1], dims[2], dims[3])
                : HeadRows.split(context, context.x(input), dims[1], heads, dims[2] / heads);
    }

    private HeadRows behindPast(HeadRows rows, int past) {
        return context.node().hasInput(past) ? rows.behind(context, context.x(past), context.inputDims(past)[2]) : rows;
    }

    private AttentionBias bias(HeadRows q, HeadRows k) {
        AttentionBias bias = new AttentionBias(context);
        if (context.node().hasInput(MASK)) {
            long[] mask = context.inputDims(MASK);
            if (mask[mask.length - 1] != k.tokens()) {
                throw context.refusal("with a mask that speaks of some of the keys it has no rule");
            }
            bias.mask(context.x(MASK));
        }
        if (context.node().integer("is_causal", 0) == 1) {
            long past = context.node().hasInput(PAST_KEYS) ? context.inputDims(PAST_KEYS)[2] : 0;
            bias.causal(q.tokens(), k.tokens(), past, 0);
        }
        if (context.node().hasInput(LENGTHS)) {
            bias.lengths(context.x(LENGTHS), k.tokens());
        }
        return bias;
    }

    /** What the fourth output shows; the standard has exchanged the meanings of 1 and 2 once. */
    private String shown(AttendedHeads.Written written) {
        return switch ((int) context.node().integer("qk_matmul_output_mode", 0)) {
            case 0 -> written.products();
            case 1 -> written.capped();
            case 2 -> written.biased();
            default -> written.probabilities();
        };
    }
}
