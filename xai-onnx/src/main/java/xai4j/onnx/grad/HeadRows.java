package xai4j.onnx.grad;

import java.util.List;
import xai4j.onnx.graph.Attribute;

/**
 * Queries, keys or values of all heads.
 *
 * @param value {@code [N, heads, tokens, width]}
 */
record HeadRows(String value, long heads, long tokens, long width) {
    /** {@code [N, tokens, heads · width]} in heads. */
    static HeadRows split(ExpansionContext context, String rows, long tokens, long heads, long width) {
        GraphBuilder emit = context.builder();
        String split = emit.transpose(emit.reshape(rows, -1, tokens, heads, width), 0, 2, 1, 3);
        return new HeadRows(split, heads, tokens, width);
    }

    /** {@code [N, heads, tokens, width]} as {@code [N, tokens, heads · width]}. */
    static String merged(ExpansionContext context, String heads, long tokens, long size) {
        GraphBuilder emit = context.builder();
        return emit.reshape(emit.transpose(heads, 0, 2, 1, 3), -1, tokens, size);
    }

    HeadRows with(String other) {
        return new HeadRows(other, heads, tokens, width);
    }

    /** These behind those of earlier tokens. */
    HeadRows behind(ExpansionContext context, String past, long count) {
        String all = context.builder().op("Concat", List.of(past, value), Attribute.of("axis", 2));
        return new HeadRows(all, heads, tokens + count, width);
    }

    /** Each head several times in a row, so that there are as many as wanted. */
    HeadRows repeated(GraphBuilder emit, long wanted) {
        if (wanted == heads) {
            return this;
        }
        String column = emit.op("Unsqueeze", value, emit.longs(2));
        String expanded = emit.op("Expand", column, emit.longs(1, 1, wanted / heads, 1, 1));
        return new HeadRows(emit.reshape(expanded, -1, wanted, tokens, width), wanted, tokens, width);
    }
}
