package xai4j.onnx.grad;

import java.util.List;

/**
 * DeepLIFT's rescale rule (Shrikumar et al. 2017, arXiv 1704.02685): at a non-linearity the multiplier is Δout/Δin between
 * image and baseline. Linear operators keep their derivative. Products are split evenly between their factors, so that
 * every rule is complete: the contributions multiplier × Δin sum to multiplier × Δout.
 */
final class DeepLift {
    /** Below this change of the input the derivative takes the place of the quotient, as in shap and in the paper. */
    private static final double SMALL = 1e-6;

    /** What a max pooling ignores; a position that receives something has changed at least as much as the output. */
    private static final double UNCHANGED = 1e-7;

    private final BaselinePass reference;

    DeepLift(BaselinePass reference) {
        this.reference = reference;
    }

    /** The rules of all operators that have one. */
    RuleBook book() {
        return RuleBook.of(this, "it has no DeepLIFT rule", OperatorRules::deepLift);
    }

    /** The rescale rule of an operator. */
    Rule rescale(Rule derivative) {
        return context -> context.add(0, rescaled(context, derivative));
    }

    private String delta(BackwardContext context, String value) {
        return context.builder().sub(value, reference.of(value));
    }

    private String sum(BackwardContext context, String value) {
        return context.builder().add(value, reference.of(value));
    }

    /** The value half way between image and baseline. */
    private String middle(BackwardContext context, String value) {
        return reference.changes(value) ? context.builder().mul(sum(context, value), context.number(0.5)) : value;
    }

    /** Whether the change of a value is below a bound. */
    private static String isBelow(BackwardContext context, String change, double bound) {
        return context.builder().op("Less", context.builder().op("Abs", change), context.number(bound));
    }

    /** dy · Δy/Δx where x changed, else what the derivative says. */
    private String rescaled(BackwardContext context, Rule derivative) {
        GraphBuilder emit = context.builder();
        String change = delta(context, context.x(0));
        String small = isBelow(context, change, SMALL);
        String divisor = emit.op("Where", List.of(small, context.number(1), change));
        String quotient = emit.mul(context.dy(), emit.div(delta(context, context.y(0)), divisor));
        return emit.op("Where", List.of(small, context.resultOf(derivative, 0), quotient));
    }

    /**
     * A softmax that is explained itself is rescaled element by element, as shap does it: the change of a probability is
     * ascribed to its own logit. Inside a network (attention) that quotient is unstable, so there the exact form is used:
     * with L the logarithmic mean of p and p₀, Δp = L (Δz − Σ L Δz / Σ L).
     */
    void softmax(BackwardContext context) {
        if (reference.isSeed(context.y(0))) {
            context.add(0, rescaled(context, ReductionRules::softmax));
            return;
        }
        GraphBuilder emit = context.builder();
        long axis = ReductionRules.softmaxAxis(context);
        String mean = logarithmicMean(context, context.y(0), reference.of(context.y(0)));
        String weighted = emit.mul(context.dy(), mean);
        String share =
                emit.div(emit.reduce("ReduceSum", weighted, true, axis), emit.reduce("ReduceSum", mean, true, axis));
        context.add(0, emit.sub(weighted, emit.mul(mean, share)));
    }

    /** (p − q) / (ln p − ln q), and p where both are equal. */
    private static String logarithmicMean(BackwardContext context, String p, String q) {
        GraphBuilder emit = context.builder();
        String tiny = context.number(1e-30);
        String logs = emit.sub(emit.op("Log", emit.op("Max", p, tiny)), emit.op("Log", emit.op("Max", q, tiny)));
        String equal = isBelow(context, logs, 1e-4);
        String divisor = emit.op("Where", List.of(equal, context.number(1), logs));
        String middle = emit.mul(emit.add(p, q), context.number(0.5));
        return emit.op("Where", List.of(equal, middle, emit.div(emit.sub(p, q), divisor)));
    }

    void mul(BackwardContext context) {
        for (int i = 0; i < 2; i++) {
            if (context.wants(i)) {
                ArithmeticRules.give(
                        context, i, context.builder().mul(context.dy(), middle(context, context.x(1 - i))));
            }
        }
    }

    /** a/b is a · (1/b), and the reciprocal's quotient is −1/(b b₀). */
    void div(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String b = context.x(1);
        String b0 = reference.of(b);
        if (context.wants(0)) {
            String inverse = reference.changes(b)
                    ? emit.mul(emit.add(emit.op("Reciprocal", b), emit.op("Reciprocal", b0)), context.number(0.5))
                    : emit.op("Reciprocal", b);
            ArithmeticRules.give(context, 0, emit.mul(context.dy(), inverse));
        }
        if (context.wants(1)) {
            String slope = emit.div(middle(context, context.x(0)), emit.mul(b, b0));
            ArithmeticRules.give(context, 1, emit.op("Neg", emit.mul(context.dy(), slope)));
        }
    }

    /** A bilinear operator: each factor's derivative is taken with the other one half way. */
    Rule factors(Rule derivative) {
        return context -> {
            if (context.node().is("Einsum")
                    && context.node().inputs().stream()
                                    .filter(reference::changes)
                                    .count()
                            > 2) {
                throw context.refusal("more than two factors depend on the image, so it has no DeepLIFT rule");
            }
            List<String> middles = context.node().inputs().stream()
                    .map(value -> value.isEmpty() ? value : middle(context, value))
                    .toList();
            derivative.apply(context.reading(middles));
        };
    }

    /**
     * The change of each window's maximum is routed to the positions of the maxima of image and baseline, and added up where
     * windows overlap: what lies above the baseline's maximum to the image's position, what is lost to the baseline's.
     */
    void maxPool(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String y = context.y(0);
        String y0 = reference.of(y);
        String larger = emit.op("Max", y, y0);
        String gained = emit.mul(context.dy(), emit.sub(larger, y0));
        String lost = emit.mul(context.dy(), emit.sub(y, larger));
        String contribution = emit.add(
                PoolingRules.scatter(context, gained, PoolingRules.indices(context, context.x(0))),
                PoolingRules.scatter(context, lost, PoolingRules.indices(context, reference.of(context.x(0)))));
        context.add(0, perChange(context, contribution, context.x(0)));
    }

    private String perChange(BackwardContext context, String contribution, String value) {
        GraphBuilder emit = context.builder();
        String change = delta(context, value);
        String same = isBelow(context, change, UNCHANGED);
        String divisor = emit.op("Where", List.of(same, context.number(1), change));
        return emit.op("Where", List.of(same, context.number(0), emit.div(contribution, divisor)));
    }

    /** Maxima and minima of several values or along axes, by the same routing as max pooling. */
    void extreme(BackwardContext context) {
        GraphBuilder emit = context.builder();
        boolean reduces = context.node().operator().startsWith("Reduce");
        int values = reduces ? 1 : context.node().inputs().size();
        String kept = reduces ? ReductionRules.kept(context, context.y(0)) : context.y(0);
        String kept0 = reduces ? ReductionRules.kept(context, reference.of(context.y(0))) : reference.of(context.y(0));
        String dy = reduces ? ReductionRules.kept(context, context.dy()) : context.dy();
        String beyond = emit.op(context.node().operator().endsWith("Max") ? "Max" : "Min", kept, kept0);
        String gained = emit.mul(dy, emit.sub(beyond, kept0));
        String lost = emit.mul(dy, emit.sub(kept, beyond));
        String gainedEach = emit.div(gained, ties(context, values, kept, false));
        String lostEach = emit.div(lost, ties(context, values, kept0, true));
        for (int i = 0; i < values; i++) {
            if (context.wants(i)) {
                String here = emit.mul(gainedEach, equal(context, context.x(i), kept));
                String there = emit.mul(lostEach, equal(context, reference.of(context.x(i)), kept0));
                String contribution = emit.add(here, there);
                String summed = reduces ? contribution : context.unbroadcast(contribution, context.outputDims(), i);
                context.add(i, perChange(context, summed, context.x(i)));
            }
        }
    }

    private static String equal(BackwardContext context, String value, String extreme) {
        return context.builder().cast(context.builder().op("Equal", value, extreme), context.type());
    }

    private String ties(BackwardContext context, int values, String extreme, boolean baseline) {
        GraphBuilder emit = context.builder();
        String count = "";
        for (int i = 0; i < values; i++) {
            String value = baseline ? reference.of(context.x(i)) : context.x(i);
            String same = equal(context, value, extreme);
            count = i == 0 ? same : emit.add(count, same);
        }
        return context.node().operator().startsWith("Reduce")
                ? emit.reduce("ReduceSum", count, true, ReductionRules.axes(context))
                : count;
    }

    private static String kept(BackwardContext context) {
        return ReductionRules.kept(context, context.dy());
    }

    /** ‖x‖ − ‖x₀‖ = Σ (x + x₀)(x − x₀) / (‖x‖ + ‖x₀‖). */
    void l2(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String norms = ReductionRules.kept(context, sum(context, context.y(0)));
        context.add(0, emit.mul(emit.div(kept(context), norms), sum(context, context.x(0))));
    }

    void sumSquare(BackwardContext context) {
        context.add(0, context.builder().mul(kept(context), sum(context, context.x(0))));
    }

    void lpNormalized(BackwardContext context) {
        NormChanges.apply(reference, context);
    }

    void top(BackwardContext context) {
        TopChanges.apply(reference, context);
    }

    /** An operator that is linear in its numbers as long as what says where they stand does not depend on the image. */
    Rule placed(Rule derivative) {
        return context -> {
            if (reference.changes(context.x(1))) {
                throw context.refusal("its positions depend on the image, so it has no DeepLIFT rule");
            }
            String reduction = context.node().text("reduction", "none");
            if (!reduction.equals("none") && !reduction.equals("add")) {
                throw context.refusal("with the reduction " + reduction + " it has no DeepLIFT rule");
            }
            derivative.apply(context);
        };
    }

    void where(BackwardContext context) {
        if (reference.changes(context.x(0))) {
            throw context.refusal("its condition depends on the image, so it has no DeepLIFT rule");
        }
        ArithmeticRules.where(context);
    }

    /**
     * y = c · r with c = x − mean x and r = 1/σ: the product is split evenly, and Δr = −Δv / (σ σ₀ (σ + σ₀)) with Δv = mean((c +
     * c₀) Δc).
     */
    void normalized(BackwardContext context) {
        NormalizationRules.Form form = NormalizationRules.form(context);
        GraphBuilder emit = context.builder();
        String x = form.value();
        String x0 = form.view().apply(reference.of(context.x(0)));
        String g = form.gradient();
        long[] axes = form.axes();
        String c = emit.sub(x, emit.reduce("ReduceMean", x, true, axes));
        String c0 = emit.sub(x0, emit.reduce("ReduceMean", x0, true, axes));
        String s = deviation(context, c, form);
        String s0 = deviation(context, c0, form);
        String inverse = emit.add(emit.op("Reciprocal", s), emit.op("Reciprocal", s0));
        String direct = emit.mul(g, emit.mul(inverse, context.number(0.5)));
        String both = emit.add(c, c0);
        String along = emit.reduce("ReduceMean", emit.mul(g, both), true, axes);
        String slope = emit.div(emit.mul(along, context.number(-0.5)), emit.mul(emit.mul(s, s0), emit.add(s, s0)));
        String total = emit.add(direct, emit.mul(slope, both));
        String centred = emit.sub(total, emit.reduce("ReduceMean", total, true, axes));
        context.add(0, form.back().apply(centred));
    }

    private static String deviation(BackwardContext context, String centred, NormalizationRules.Form form) {
        GraphBuilder emit = context.builder();
        String variance = emit.reduce("ReduceMean", emit.mul(centred, centred), true, form.axes());
        return emit.op("Sqrt", emit.add(variance, form.epsilon()));
    }
}
