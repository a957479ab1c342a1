package xai4j.onnx.grad;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import xai4j.onnx.graph.ElementType;

/**
 * What is added to the scores {@code [N, heads, queries, keys]} of an attention before their softmax: biases, and what hides keys. Hidden are keys by the
 * lowest finite number, as the engine hides them, so that the softmax of a query that sees nothing is no NaN.
 */
final class AttentionBias {
    private final ExpansionContext context;
    private final GraphBuilder emit;
    private String sum = "";
    private boolean hidesAll;

    AttentionBias(ExpansionContext context) {
        this.context = context;
        this.emit = context.builder();
    }

    /** What there is to be added; empty for nothing. */
    Optional<String> sum() {
        return sum.isEmpty() ? Optional.empty() : Optional.of(sum);
    }

    /** Which queries see a key, when there may be some that see none and then take nothing; empty when there are no such. */
    Optional<String> seeing() {
        return hidesAll
                ? Optional.of(
                        emit.op("Greater", emit.reduce("ReduceMax", sum, true, -1), context.number(lowestNumber() / 2)))
                : Optional.empty();
    }

    /** Adds numbers. */
    void add(String bias) {
        if (!bias.isEmpty()) {
            plus(bias);
        }
    }

    /** Hides keys: what is false, or minus infinity or the lowest number. */
    void mask(String mask) {
        hidesAll = true;
        if (context.type(mask) == ElementType.BOOL) {
            hideUnless(mask);
        } else {
            plus(emit.op("Max", mask, lowest()));
        }
    }

    private void plus(String bias) {
        sum = sum.isEmpty() ? bias : emit.add(sum, bias);
    }

    private void hideUnless(String visible) {
        String shown = sum.isEmpty() ? context.number(0) : sum;
        sum = emit.op("Where", List.of(visible, shown, lowest()));
    }

    private String lowest() {
        return context.number(lowestNumber());
    }

    private double lowestNumber() {
        return context.type() == ElementType.FLOAT16 ? -65504 : -Float.MAX_VALUE;
    }

    /**
     * Hides what a query may not see by its position.
     *
     * @param past keys before the first query's own
     * @param window the most keys that a query sees, its own included; 0 for all before it
     */
    void causal(long queries, long keys, long past, long window) {
        double[] visible = new double[Math.toIntExact(Math.multiplyExact(queries, keys))];
        for (int i = 0; i < queries; i++) {
            long own = past + i;
            long first = window > 0 ? Math.max(0, own - window + 1) : 0;
            for (long j = first; j <= Math.min(own, keys - 1); j++) {
                visible[(int) (i * keys + j)] = 1;
            }
        }
        hideUnless(emit.cast(emit.array(ElementType.FLOAT, new long[] {queries, keys}, visible), ElementType.BOOL));
    }

    /** Hides keys from a number on that each image has: {@code [N]}. */
    void lengths(String lengths, long keys) {
        hidesAll = true;
        hideUnless(emit.op("Less", positions(keys), perImage(lengths)));
    }

    /**
     * Adds a number where a mask of ONNX Runtime's own operators hides a key: 0 in {@code [N, keys]} or {@code [N, queries, keys]}; or from the end of each
     * image's keys on, {@code [N]}, and before their start, {@code [2 N]}.
     *
     * @param mask the operator's input that holds it
     * @param filter what is added
     */
    void masked(int mask, long queries, long keys, double filter) {
        if (!context.node().hasInput(mask)) {
            return;
        }
        long[] dims = context.inputDims(mask);
        String seen =
                switch (dims.length) {
                    case 1 -> between(mask, keys);
                    case 2 -> reshaped(mask, keys, -1, 1, 1, keys);
                    case 3 -> reshaped(mask, keys, -1, 1, queries, keys);
                    default -> throw context.refusal("with a mask of " + dims.length + " axes it has no rule");
                };
        plus(emit.op("Where", List.of(seen, context.number(0), context.number(filter))));
    }

    private String reshaped(int mask, long keys, long... dims) {
        long[] given = context.inputDims(mask);
        if (given[given.length - 1] != keys) {
            throw context.refusal("with a mask that speaks of other keys it has no rule");
        }
        String whole = emit.cast(emit.reshape(context.x(mask), dims), ElementType.INT64);
        return emit.op("Greater", whole, emit.longs(0));
    }

    private String between(int mask, long keys) {
        long images = context.comparableDims(0)[0];
        long given = context.comparableDims(mask)[0];
        String count = emit.op("Slice", List.of(emit.op("Shape", context.x(0)), emit.longs(0), emit.longs(1)));
        String ends = emit.op("Slice", List.of(context.x(mask), emit.longs(0), count));
        String before = emit.op("Less", positions(keys), perImage(ends));
        if (given != 2 * images) {
            return before;
        }
        String starts = emit.op("Slice", List.of(context.x(mask), count, emit.op("Add", count, count)));
        return emit.op("And", before, emit.op("GreaterOrEqual", positions(keys), perImage(starts)));
    }

    private String positions(long keys) {
        return emit.longs(LongStream.range(0, keys).toArray());
    }

    private String perImage(String numbers) {
        return emit.cast(emit.reshape(numbers, -1, 1, 1, 1), ElementType.INT64);
    }
}
