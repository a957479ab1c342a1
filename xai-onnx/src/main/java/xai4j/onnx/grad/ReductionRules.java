package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/** Reductions over axes, and softmax, whose gradient reduces. */
final class ReductionRules {
    private ReductionRules() {}

    static RuleBook book() {
        return new RuleBook()
                .rule(context -> expand(context, kept(context, context.dy())), "ReduceSum")
                .rule(ReductionRules::mean, "ReduceMean")
                .rule(ReductionRules::extreme, "ReduceMax", "ReduceMin")
                .rule(ReductionRules::l1, "ReduceL1")
                .rule(ReductionRules::l2, "ReduceL2")
                .rule(ReductionRules::sumSquare, "ReduceSumSquare")
                .rule(ReductionRules::logSum, "ReduceLogSum")
                .rule(ReductionRules::logSumExp, "ReduceLogSumExp")
                .rule(ReductionRules::product, "ReduceProd")
                .rule(ReductionRules::softmax, "Softmax")
                .rule(ReductionRules::logSoftmax, "LogSoftmax");
    }

    static long[] axes(BackwardContext context) {
        int rank = context.inputDims(0).length;
        long[] axes = context.node()
                .attribute("axes")
                .map(Attribute::integers)
                .orElseGet(() -> context.node().hasInput(1) ? context.constant(1) : new long[0]);
        if (axes.length == 0) {
            return context.node().integer("noop_with_empty_axes", 0) == 1
                    ? axes
                    : LongStream.range(0, rank).toArray();
        }
        return Arrays.stream(axes).map(axis -> Dims.axis(axis, rank)).toArray();
    }

    /** A reduced value with its reduced axes as extents of one. */
    static String kept(BackwardContext context, String reduced) {
        if (context.node().integer("keepdims", 1) == 1) {
            return reduced;
        }
        long[] dims = context.targetDims(context.x(0));
        for (long axis : axes(context)) {
            dims[(int) axis] = 1;
        }
        return context.emit().reshape(reduced, dims);
    }

    private static long count(BackwardContext context) {
        long[] dims = context.inputDims(0);
        long[] target = context.targetDims(context.x(0));
        long count = 1;
        for (long axis : axes(context)) {
            if (target[(int) axis] < 0) {
                throw context.refusal("it reduces over the batch");
            }
            count *= dims[(int) axis];
        }
        return count;
    }

    /** Repeats along the reduced axes and adds to the input. */
    private static void expand(BackwardContext context, String kept) {
        count(context);
        long[] dims = new long[context.inputDims(0).length];
        Arrays.fill(dims, 1);
        for (long axis : axes(context)) {
            dims[(int) axis] = context.inputDims(0)[(int) axis];
        }
        context.add(0, context.emit().op("Expand", kept, context.emit().longs(dims)));
    }

    private static void mean(BackwardContext context) {
        expand(context, context.emit().mul(kept(context, context.dy()), context.number(1.0 / count(context))));
    }

    /** Equal parts to all positions that have the extreme value. */
    private static void extreme(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String equal = emit.cast(emit.op("Equal", context.x(0), kept(context, context.y(0))), context.type());
        String ties = emit.reduce("ReduceSum", equal, true, axes(context));
        context.add(0, emit.mul(equal, emit.div(kept(context, context.dy()), ties)));
    }

    private static void l1(BackwardContext context) {
        context.add(0, context.emit().mul(kept(context, context.dy()), context.emit().op("Sign", context.x(0))));
    }

    private static void l2(BackwardContext context) {
        GraphBuilder emit = context.emit();
        context.add(0, emit.mul(emit.div(kept(context, context.dy()), kept(context, context.y(0))), context.x(0)));
    }

    private static void sumSquare(BackwardContext context) {
        GraphBuilder emit = context.emit();
        context.add(0, emit.mul(emit.mul(kept(context, context.dy()), context.number(2)), context.x(0)));
    }

    private static void logSum(BackwardContext context) {
        GraphBuilder emit = context.emit();
        expand(context, emit.mul(kept(context, context.dy()), emit.op("Exp", emit.op("Neg", kept(context, context.y(0))))));
    }

    private static void logSumExp(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String share = emit.op("Exp", emit.sub(context.x(0), kept(context, context.y(0))));
        context.add(0, emit.mul(kept(context, context.dy()), share));
    }

    private static void product(BackwardContext context) {
        GraphBuilder emit = context.emit();
        context.add(0, emit.div(emit.mul(kept(context, context.dy()), kept(context, context.y(0))), context.x(0)));
    }

    static long softmaxAxis(BackwardContext context) {
        return Dims.axis(context.node().integer("axis", -1), context.inputDims(0).length);
    }

    private static void softmax(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String weighted = emit.mul(context.dy(), context.y(0));
        String sum = emit.reduce("ReduceSum", weighted, true, softmaxAxis(context));
        context.add(0, emit.sub(weighted, emit.mul(context.y(0), sum)));
    }

    private static void logSoftmax(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String sum = emit.reduce("ReduceSum", context.dy(), true, softmaxAxis(context));
        context.add(0, emit.sub(context.dy(), emit.mul(emit.op("Exp", context.y(0)), sum)));
    }
}
