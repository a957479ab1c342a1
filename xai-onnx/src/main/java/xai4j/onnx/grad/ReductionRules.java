package xai4j.onnx.grad;

import static xai4j.onnx.grad.BookRule.none;
import static xai4j.onnx.grad.BookRule.own;
import static xai4j.onnx.grad.OperatorRules.LINEAR;
import static xai4j.onnx.grad.OperatorRules.MOVED;
import static xai4j.onnx.grad.OperatorRules.RESCALED;
import static xai4j.onnx.grad.OperatorRules.SHARED;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/** Reductions over axes, and softmax, whose gradient reduces. */
final class ReductionRules {
    private ReductionRules() {}

    static OperatorRules.Family family() {
        return new OperatorRules.Family()
                .add(context -> expand(context, kept(context, context.dy())), LINEAR, SHARED, "ReduceSum")
                .add(ReductionRules::mean, LINEAR, SHARED, "ReduceMean")
                .add(ReductionRules::extreme, own(DeepLift::extreme), MOVED, "ReduceMax", "ReduceMin")
                .add(ReductionRules::l1, "ReduceL1")
                .add(ReductionRules::l2, own(DeepLift::l2), none(), "ReduceL2")
                .add(ReductionRules::sumSquare, own(DeepLift::sumSquare), none(), "ReduceSumSquare")
                .add(ReductionRules::logSum, "ReduceLogSum")
                .add(ReductionRules::logSumExp, "ReduceLogSumExp")
                .add(ReductionRules::product, "ReduceProd")
                .add(ReductionRules::softmax, own(DeepLift::softmax), none(), "Softmax")
                .add(ReductionRules::logSoftmax, RESCALED, none(), "LogSoftmax");
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
        return context.builder().reshape(reduced, dims);
    }

    private static boolean isOverBatch(BackwardContext context) {
        long[] target = context.targetDims(context.x(0));
        return Arrays.stream(axes(context)).anyMatch(axis -> target[(int) axis] < 0);
    }

    /** The share of each element in a mean over images as well. */
    private static String shareOfBatch(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String results = emit.cast(emit.op("Size", context.y(0)), context.type());
        return emit.div(results, emit.cast(emit.op("Size", context.x(0)), context.type()));
    }

    /** Repeats along the reduced axes and adds to the input. */
    private static void expand(BackwardContext context, String kept) {
        GraphBuilder emit = context.builder();
        if (isOverBatch(context)) {
            context.add(0, emit.op("Expand", kept, emit.op("Shape", context.x(0))));
            return;
        }
        context.add(0, emit.op("Expand", kept, emit.longs(reduced(context))));
    }

    /** Extents of the reduced axes, ones for the others. */
    private static long[] reduced(BackwardContext context) {
        long[] dims = new long[context.inputDims(0).length];
        Arrays.fill(dims, 1);
        for (long axis : axes(context)) {
            dims[(int) axis] = context.inputDims(0)[(int) axis];
        }
        return dims;
    }

    private static void mean(BackwardContext context) {
        String kept = kept(context, context.dy());
        if (isOverBatch(context)) {
            expand(context, context.builder().mul(kept, shareOfBatch(context)));
        } else {
            context.add(0, EvenShares.of(context, kept, reduced(context)));
        }
    }

    /** Equal parts to all positions that have the extreme value. */
    private static void extreme(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String equal = emit.cast(emit.op("Equal", context.x(0), kept(context, context.y(0))), context.type());
        String ties = emit.reduce("ReduceSum", equal, true, axes(context));
        context.add(0, emit.mul(equal, emit.div(kept(context, context.dy()), ties)));
    }

    private static void l1(BackwardContext context) {
        context.add(
                0,
                context.builder()
                        .mul(kept(context, context.dy()), context.builder().op("Sign", context.x(0))));
    }

    /** dy · x/‖x‖, and nothing at a vector of zeros. */
    private static void l2(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String norm = context.divisor(kept(context, context.y(0)));
        context.add(0, emit.mul(emit.div(kept(context, context.dy()), norm), context.x(0)));
    }

    private static void sumSquare(BackwardContext context) {
        GraphBuilder emit = context.builder();
        context.add(0, emit.mul(emit.mul(kept(context, context.dy()), context.number(2)), context.x(0)));
    }

    /** dy / Σx, and nothing where the sum is 0. */
    private static void logSum(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String sum = emit.reduce("ReduceSum", context.x(0), true, axes(context));
        expand(context, emit.div(kept(context, context.dy()), context.divisor(sum)));
    }

    /** dy · e^(x − y), and nothing where all of x is −∞. */
    private static void logSumExp(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String y = kept(context, context.y(0));
        String lost = emit.op("IsInf", y, Attribute.of("detect_positive", 0));
        String finite = emit.op("Where", List.of(lost, context.number(0), y));
        String share = emit.op("Exp", emit.sub(context.x(0), finite));
        context.add(0, emit.mul(kept(context, context.dy()), share));
    }

    /** dy times the product of the others, which is y/x unless one of them is 0. */
    private static void product(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String zero = emit.op("Equal", context.x(0), context.number(0));
        String safe = emit.op("Where", List.of(zero, context.number(1), context.x(0)));
        String isZero = emit.cast(zero, context.type());
        String zeros = emit.reduce("ReduceSum", isZero, true, axes(context));
        String product = emit.reduce("ReduceProd", safe, true, axes(context));
        String alone = emit.op("Equal", emit.sub(zeros, isZero), context.number(0));
        String others = emit.op("Where", List.of(alone, emit.div(product, safe), context.number(0)));
        context.add(0, emit.mul(kept(context, context.dy()), others));
    }

    static long softmaxAxis(BackwardContext context) {
        return Dims.axis(context.node().integer("axis", -1), context.inputDims(0).length);
    }

    static void softmax(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String y = context.unlessLeftOut(context.y(0));
        String weighted = emit.mul(context.dy(), y);
        String sum = emit.reduce("ReduceSum", weighted, true, softmaxAxis(context));
        context.add(0, emit.sub(weighted, emit.mul(y, sum)));
    }

    private static void logSoftmax(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String sum = emit.reduce("ReduceSum", context.dy(), true, softmaxAxis(context));
        context.add(0, emit.sub(context.dy(), emit.mul(emit.op("Exp", context.unlessLeftOut(context.y(0))), sum)));
    }
}
