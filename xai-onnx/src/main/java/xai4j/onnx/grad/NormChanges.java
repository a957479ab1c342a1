package xai4j.onnx.grad;

import java.util.List;
import xai4j.onnx.graph.Dims;

/**
 * DeepLIFT through {@code LpNormalization}, y = x r with r = 1/‖x‖, and r = 0 for zeros: the product is split evenly, Δy = ½ (r + r₀) Δx + ½ (x + x₀) Δr, and the
 * change of r belongs to that of the norm, which is a sum of changes of elements: Δ‖x‖₂ = Σ (x + x₀) Δx / (‖x‖ + ‖x₀‖), Δ‖x‖₁ = Σ Δ|x|.
 */
final class NormChanges {
    private static final double SMALL = 1e-6;

    private final BackwardContext context;
    private final GraphBuilder emit;
    private final boolean manhattan;
    private final long axis;

    private NormChanges(BackwardContext context) {
        this.context = context;
        this.emit = context.builder();
        this.manhattan = context.node().integer("p", 2) == 1;
        this.axis = Dims.axis(context.node().integer("axis", -1), context.inputDims(0).length);
    }

    static void apply(BaselinePass reference, BackwardContext context) {
        String x = context.x(0);
        context.add(0, new NormChanges(context).multiplier(x, reference.of(x)));
    }

    private String multiplier(String x, String x0) {
        String norm = norm(x);
        String norm0 = norm(x0);
        String inverse = inverse(norm);
        String inverse0 = inverse(norm0);
        String half = context.number(0.5);
        String direct = emit.mul(emit.mul(emit.add(inverse, inverse0), half), context.dy());
        String both = emit.add(x, x0);
        String along = emit.reduce("ReduceSum", emit.mul(context.dy(), both), true, axis);
        String perNorm = emit.mul(emit.mul(along, half), slope(inverse, inverse0));
        return emit.add(direct, emit.mul(perNorm, slopes(x, x0, norm, norm0)));
    }

    private String norm(String x) {
        return emit.reduce(manhattan ? "ReduceL1" : "ReduceL2", x, true, axis);
    }

    private String inverse(String norm) {
        String zero = emit.op("Equal", norm, context.number(0));
        String divisor = emit.op("Where", List.of(zero, context.number(1), norm));
        return emit.op("Where", List.of(zero, context.number(0), emit.op("Reciprocal", divisor)));
    }

    /** Δr / Δ‖x‖: −r r₀; where one of both is a vector of zeros, r² of the other, as r then grows with the norm from 0. */
    private String slope(String inverse, String inverse0) {
        String product = emit.mul(inverse, inverse0);
        String larger = emit.op("Max", inverse, inverse0);
        String leaves = emit.op("Equal", product, context.number(0));
        return emit.op("Where", List.of(leaves, emit.mul(larger, larger), emit.op("Neg", product)));
    }

    /** What an element's change counts for that of the norm. */
    private String slopes(String x, String x0, String norm, String norm0) {
        if (!manhattan) {
            String norms = emit.add(norm, norm0);
            return emit.mul(emit.add(x, x0), inverse(norms));
        }
        String change = emit.sub(x, x0);
        String same = emit.op("Less", emit.op("Abs", change), context.number(SMALL));
        String divisor = emit.op("Where", List.of(same, context.number(1), change));
        String quotient = emit.div(emit.sub(emit.op("Abs", x), emit.op("Abs", x0)), divisor);
        return emit.op("Where", List.of(same, emit.op("Sign", x), quotient));
    }
}
