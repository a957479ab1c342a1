package xai4j.onnx.grad;

import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/**
 * DeepLIFT through {@code TopK}. The sum S of the j largest elements is a convex function: with A the j largest of the image and B those of the baseline,
 * Σ_B Δx ≤ ΔS ≤ Σ_A Δx, so that ΔS = θ Σ_A Δx + (1 − θ) Σ_B Δx for a θ between 0 and 1, which are the multipliers: nothing is divided by a small change of an
 * element. The j-th largest is the difference of two such sums. For the smallest the signs of the bounds turn, and θ is the same.
 */
final class TopChanges {
    /** Below that the bounds are equal, and any share does. */
    private static final double EQUAL = 1e-9;

    private final BaselinePass reference;
    private final BackwardContext context;
    private final GraphBuilder emit;
    private final long axis;

    private TopChanges(BaselinePass reference, BackwardContext context) {
        this.reference = reference;
        this.context = context;
        this.emit = context.builder();
        this.axis = axisOf(context);
    }

    static void apply(BaselinePass reference, BackwardContext context) {
        if (context.node().integer("sorted", 1) == 0 && context.outputDims()[axisOf(context)] > 1) {
            throw context.refusal("its results have no order, so it has no DeepLIFT rule");
        }
        new TopChanges(reference, context).apply();
    }

    private static int axisOf(BackwardContext context) {
        return Dims.axis(context.node().integer("axis", -1), context.inputDims(0).length);
    }

    private void apply() {
        String x = context.x(0);
        String here = context.y(1);
        String there = reference.of(here);
        String change = emit.sub(x, reference.of(x));
        String least = summed(taken(change, there), 0);
        String span = emit.sub(summed(taken(change, here), 0), least);
        String gained = emit.sub(summed(emit.sub(context.y(0), reference.of(context.y(0))), 0), least);
        String equal = emit.op("Less", emit.op("Abs", span), context.number(EQUAL));
        String quotient = emit.div(gained, emit.op("Where", List.of(equal, context.number(1), span)));
        String bounded = emit.op("Clip", List.of(quotient, context.number(0), context.number(1)));
        String share = emit.op("Where", List.of(equal, context.number(0.5), bounded));
        String slope = slopeOfSums();
        String byImage = put(here, emit.mul(slope, share));
        String byBaseline = put(there, emit.mul(slope, emit.sub(context.number(1), share)));
        context.add(0, emit.add(byImage, byBaseline));
    }

    /** What each sum counts where the j-th element counts as the cotangent says: g_j − g_{j+1}. */
    private String slopeOfSums() {
        long count = context.outputDims()[(int) axis];
        if (count == 1) {
            return context.dy();
        }
        String later = emit.op("Slice", List.of(context.dy(), emit.longs(1), emit.longs(count), emit.longs(axis)));
        String following = MovementRules.padded(context, later, context.outputDims().length, (int) axis, 0, 1);
        return emit.sub(context.dy(), following);
    }

    private String summed(String values, long reverse) {
        return emit.op("CumSum", List.of(values, emit.longs(axis)), Attribute.of("reverse", reverse));
    }

    private String taken(String values, String indices) {
        return emit.op("GatherElements", List.of(values, indices), Attribute.of("axis", axis));
    }

    /** An element of rank r is in all sums from the r-th on. */
    private String put(String indices, String slopes) {
        return emit.op(
                "ScatterElements",
                List.of(emit.zerosLike(context.x(0), context.type()), indices, summed(slopes, 1)),
                Attribute.of("axis", axis),
                Attribute.of("reduction", "add"));
    }
}
