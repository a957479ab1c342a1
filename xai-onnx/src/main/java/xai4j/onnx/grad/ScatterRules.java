package xai4j.onnx.grad;

import java.util.List;
import xai4j.onnx.graph.Attribute;

/**
 * Writing into scattered positions. Without a reduction, positions that were overwritten pass nothing on and what was written
 * gets its own part; with {@code add} both get all of it, with {@code mul} all of it times the other factors.
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
            case "mul" -> product();
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

    /** The product of the other factors at a position, also where one of several is zero. */
    private void product() {
        GraphBuilder emit = context.builder();
        String kept = written(context.dy(), context.x(2), "mul");
        if (!context.wants(2)) {
            give(kept, "");
            return;
        }
        String zero = emit.op("Equal", context.x(2), context.number(0));
        String factors = emit.op("Where", List.of(zero, context.number(1), context.x(2)));
        String ones = emit.add(zeros(context.x(0)), context.number(1));
        String all = read(written(ones, factors, "mul"));
        String isZero = emit.cast(zero, context.type());
        String others = emit.sub(read(written(zeros(context.x(0)), isZero, "add")), isZero);
        String product = emit.div(all, factors);
        String rest =
                emit.op("Where", List.of(emit.op("Equal", others, context.number(0)), product, context.number(0)));
        give(kept, emit.mul(read(emit.mul(context.dy(), context.x(0))), rest));
    }

    private String zeros(String like) {
        return context.builder().zerosLike(like, context.type());
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
        return zeros(context.x(2));
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
