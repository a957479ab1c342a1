package xai4j.onnx.graph;

import static xai4j.onnx.graph.OperatorFacts.Axes.KEPT;
import static xai4j.onnx.graph.OperatorFacts.Axes.REGROUPED;
import static xai4j.onnx.graph.OperatorFacts.Sign.NON_NEGATIVE;
import static xai4j.onnx.graph.OperatorFacts.Sign.OPEN;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import xai4j.onnx.graph.OperatorFacts.Sign;

/** Shapes of operators that reduce axes or choose along one. */
final class ReductionShapes {
    private ReductionShapes() {}

    static Map<String, OperatorFacts> family() {
        return new OperatorFacts.Family()
                .add("ReduceMean", call -> reduce(call, null), REGROUPED, Sign.KEPT)
                .add("ReduceL1 ReduceL2 ReduceSumSquare", call -> reduce(call, null), REGROUPED, NON_NEGATIVE)
                .add("ReduceLogSum ReduceLogSumExp", call -> reduce(call, null), REGROUPED, OPEN)
                .add("ReduceSum", call -> reduce(call, Double::sum), REGROUPED, OPEN)
                .add("ReduceProd", call -> reduce(call, (a, b) -> a * b), REGROUPED, OPEN)
                .add("ReduceMax", call -> reduce(call, Math::max), REGROUPED, Sign.KEPT)
                .add("ReduceMin", call -> reduce(call, Math::min), REGROUPED, Sign.KEPT)
                .add("ArgMax ArgMin", ReductionShapes::arg, KEPT, OPEN)
                .add("TopK", ReductionShapes::topK, KEPT, OPEN)
                .done();
    }

    /** The axes a reduction reduces, counted from the front, sorted. */
    static long[] axes(ShapeContext call) {
        int rank = call.dims(0).length;
        boolean given = call.node().attribute("axes").isPresent() || call.has(1);
        long[] axes = given ? call.longs("axes", 1) : new long[0];
        if (axes.length == 0 && call.node().integer("noop_with_empty_axes", 0) == 0) {
            axes = WindowShapes.range(rank);
        }
        return Arrays.stream(axes).map(axis -> Dims.axis(axis, rank)).sorted().toArray();
    }

    private static void reduce(ShapeContext call, @org.jspecify.annotations.Nullable DoubleBinaryOperator fold) {
        long[] axes = axes(call);
        long[] dims = removed(call.dims(0), axes, call.node().integer("keepdims", 1) == 1);
        if (fold != null && call.in(0).hasData() && axes.length == call.dims(0).length) {
            double value = Arrays.stream(call.in(0).requireData()).reduce(fold).orElse(0);
            call.out(InferredValue.folded(call.type(), dims, new double[] {value}));
        } else {
            call.outDims(dims);
        }
    }

    private static long[] removed(long[] dims, long[] axes, boolean keep) {
        long[] result = dims.clone();
        for (int i = axes.length - 1; i >= 0; i--) {
            result = keep ? Dims.replace(result, (int) axes[i], 1) : Dims.replace(result, (int) axes[i]);
        }
        return result;
    }

    private static void arg(ShapeContext call) {
        long[] dims = call.dims(0);
        long[] axis = {Dims.axis(call.node().integer("axis", 0), dims.length)};
        call.out(InferredValue.of(
                ElementType.INT64, removed(dims, axis, call.node().integer("keepdims", 1) == 1)));
    }

    private static void topK(ShapeContext call) {
        long[] dims = call.dims(0);
        long k = call.node().attribute("k").map(Attribute::integer).orElseGet(() -> call.in(1)
                .longs()[0]);
        long[] result = Dims.replace(dims, Dims.axis(call.node().integer("axis", -1), dims.length), k);
        call.outDims(result);
        call.out(1, InferredValue.of(ElementType.INT64, result));
    }
}
