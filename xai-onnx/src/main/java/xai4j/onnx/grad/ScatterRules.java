package xai4j.onnx.grad;

import java.util.List;
import xai4j.onnx.graph.Attribute;

/**
 * Writing into scattered positions. Without a reduction, positions that were overwritten pass nothing on and what was written
 * gets its own part; with {@code add} both get all of it.
 */
final class ScatterRules {
    private final BackwardContext context;
    private final boolean nd;
    private final Attribute axis;

    private ScatterRules(BackwardContext context, boolean nd) {
        this.context = context;
        this.nd = nd;
        this.axis = Attribute.of("axis", context.node().integer("axis", 0));
    }

    static void elements(BackwardContext context) {
        new ScatterRules(context, false).apply();
    }

    static void nd(BackwardContext context) {
        new ScatterRules(context, true).apply();
    }

    private void apply() {
        String reduction = context.node().text("reduction", "none");
        switch (reduction) {
            case "none" -> give(written(context.dy(), zerosWritten(), "none"), read(context.dy()));
            case "add" -> give(context.dy(), read(context.dy()));
            case "max", "min" -> extreme();
            default -> throw context.refusal("the reduction " + reduction + " is not supported");
        }
    }

    private void give(String data, String updates) {
        if (context.wants(0)) {
            context.add(0, data);
        }
        if (context.wants(2)) {
            context.add(2, updates);
        }
    }

    /** Equal parts to all that have the extreme value, as {@code Max} gives them. */
    private void extreme() {
        GraphBuilder emit = context.builder();
        String y = context.y(0);
        String kept = emit.cast(emit.op("Equal", context.x(0), y), context.type());
        String set = emit.cast(emit.op("Equal", context.x(2), read(y)), context.type());
        String share = emit.div(context.dy(), written(kept, set, "add"));
        give(emit.mul(share, kept), emit.mul(read(share), set));
    }

    private String zerosWritten() {
        return context.builder().zerosLike(context.x(2), context.type());
    }

    private String written(String data, String updates, String reduction) {
        List<String> inputs = List.of(data, context.x(1), updates);
        Attribute how = Attribute.of("reduction", reduction);
        return nd
                ? context.builder().op("ScatterND", inputs, how)
                : context.builder().op("ScatterElements", inputs, axis, how);
    }

    private String read(String value) {
        return nd
                ? context.builder().op("GatherND", value, context.x(1))
                : context.builder().op("GatherElements", List.of(value, context.x(1)), axis);
    }
}
