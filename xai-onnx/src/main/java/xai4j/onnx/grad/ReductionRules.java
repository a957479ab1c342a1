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
                .rule(step -> expand(step, kept(step, step.dy())), "ReduceSum")
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

    static long[] axes(Step step) {
        int rank = step.inputDims(0).length;
        long[] axes = step.node()
                .attribute("axes")
                .map(Attribute::integers)
                .orElseGet(() -> step.node().hasInput(1) ? step.constant(1) : new long[0]);
        if (axes.length == 0) {
            return step.node().integer("noop_with_empty_axes", 0) == 1
                    ? axes
                    : LongStream.range(0, rank).toArray();
        }
        return Arrays.stream(axes).map(axis -> Dims.axis(axis, rank)).toArray();
    }

    /** A reduced value with its reduced axes as extents of one. */
    static String kept(Step step, String reduced) {
        if (step.node().integer("keepdims", 1) == 1) {
            return reduced;
        }
        long[] dims = step.targetDims(step.x(0));
        for (long axis : axes(step)) {
            dims[(int) axis] = 1;
        }
        return step.emit().reshape(reduced, dims);
    }

    private static long count(Step step) {
        long[] dims = step.inputDims(0);
        long[] target = step.targetDims(step.x(0));
        long count = 1;
        for (long axis : axes(step)) {
            if (target[(int) axis] < 0) {
                throw step.refusal("it reduces over the batch");
            }
            count *= dims[(int) axis];
        }
        return count;
    }

    /** Repeats along the reduced axes and adds to the input. */
    private static void expand(Step step, String kept) {
        count(step);
        long[] dims = new long[step.inputDims(0).length];
        Arrays.fill(dims, 1);
        for (long axis : axes(step)) {
            dims[(int) axis] = step.inputDims(0)[(int) axis];
        }
        step.add(0, step.emit().op("Expand", kept, step.emit().longs(dims)));
    }

    private static void mean(Step step) {
        expand(step, step.emit().mul(kept(step, step.dy()), step.number(1.0 / count(step))));
    }

    /** Equal parts to all positions that have the extreme value. */
    private static void extreme(Step step) {
        Emitter emit = step.emit();
        String equal = emit.cast(emit.op("Equal", step.x(0), kept(step, step.y(0))), step.type());
        String ties = emit.reduce("ReduceSum", equal, true, axes(step));
        step.add(0, emit.mul(equal, emit.div(kept(step, step.dy()), ties)));
    }

    private static void l1(Step step) {
        step.add(0, step.emit().mul(kept(step, step.dy()), step.emit().op("Sign", step.x(0))));
    }

    private static void l2(Step step) {
        Emitter emit = step.emit();
        step.add(0, emit.mul(emit.div(kept(step, step.dy()), kept(step, step.y(0))), step.x(0)));
    }

    private static void sumSquare(Step step) {
        Emitter emit = step.emit();
        step.add(0, emit.mul(emit.mul(kept(step, step.dy()), step.number(2)), step.x(0)));
    }

    private static void logSum(Step step) {
        Emitter emit = step.emit();
        expand(step, emit.mul(kept(step, step.dy()), emit.op("Exp", emit.op("Neg", kept(step, step.y(0))))));
    }

    private static void logSumExp(Step step) {
        Emitter emit = step.emit();
        String share = emit.op("Exp", emit.sub(step.x(0), kept(step, step.y(0))));
        step.add(0, emit.mul(kept(step, step.dy()), share));
    }

    private static void product(Step step) {
        Emitter emit = step.emit();
        step.add(0, emit.div(emit.mul(kept(step, step.dy()), kept(step, step.y(0))), step.x(0)));
    }

    static long softmaxAxis(Step step) {
        return Dims.axis(step.node().integer("axis", -1), step.inputDims(0).length);
    }

    private static void softmax(Step step) {
        Emitter emit = step.emit();
        String weighted = emit.mul(step.dy(), step.y(0));
        String sum = emit.reduce("ReduceSum", weighted, true, softmaxAxis(step));
        step.add(0, emit.sub(weighted, emit.mul(step.y(0), sum)));
    }

    private static void logSoftmax(Step step) {
        Emitter emit = step.emit();
        String sum = emit.reduce("ReduceSum", step.dy(), true, softmaxAxis(step));
        step.add(0, emit.sub(step.dy(), emit.mul(emit.op("Exp", step.y(0)), sum)));
    }
}
