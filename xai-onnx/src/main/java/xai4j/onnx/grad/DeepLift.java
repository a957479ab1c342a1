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

    private static final String[] RESCALED = {
        "Relu",
        "LeakyRelu",
        "PRelu",
        "Elu",
        "Selu",
        "Celu",
        "ThresholdedRelu",
        "Softplus",
        "Softsign",
        "Sigmoid",
        "HardSigmoid",
        "HardSwish",
        "Mish",
        "Tanh",
        "Erf",
        "Gelu",
        "com.microsoft.Gelu",
        "com.microsoft.QuickGelu",
        "Exp",
        "Log",
        "Sqrt",
        "Reciprocal",
        "Abs",
        "Sin",
        "Cos",
        "Clip",
        "Pow",
        "LogSoftmax"
    };
    private static final String[] REFUSED = {
        "LRN",
        "LpPool",
        "GlobalLpPool",
        "LpNormalization",
        "MeanVarianceNormalization",
        "ReduceL1",
        "ReduceLogSum",
        "ReduceLogSumExp",
        "ReduceProd",
        "Einsum",
        "GatherElements",
        "GatherND",
        "TopK",
        "ScatterElements",
        "ScatterND"
    };

    private final Reference reference;

    DeepLift(Reference reference) {
        this.reference = reference;
    }

    /** The rules of all operators. */
    RuleBook book() {
        RuleBook gradients = RuleBook.gradients();
        RuleBook book = RuleBook.gradients();
        for (String operator : RESCALED) {
            Rule derivative = gradients.find(operator).orElseThrow();
            book.rule(step -> step.add(0, rescaled(step, derivative)), operator);
        }
        return book.rule(DeepLift::refuse, REFUSED)
                .rule(this::softmax, "Softmax")
                .rule(this::mul, "Mul")
                .rule(this::div, "Div")
                .rule(factors(gradients, "MatMul"), "MatMul")
                .rule(factors(gradients, "Gemm"), "Gemm")
                .rule(this::maxPool, "MaxPool", "GlobalMaxPool")
                .rule(this::extreme, "Max", "Min", "ReduceMax", "ReduceMin")
                .rule(this::l2, "ReduceL2")
                .rule(step -> step.add(0, step.emit().mul(kept(step), sum(step, step.x(0)))), "ReduceSumSquare")
                .rule(this::where, "Where")
                .rule(this::normalized, "LayerNormalization", "InstanceNormalization", "GroupNormalization");
    }

    private static void refuse(Step step) {
        throw step.refusal("it has no DeepLIFT rule");
    }

    private String delta(Step step, String value) {
        return step.emit().sub(value, reference.of(value));
    }

    private String sum(Step step, String value) {
        return step.emit().add(value, reference.of(value));
    }

    /** The value half way between image and baseline. */
    private String middle(Step step, String value) {
        return reference.changes(value) ? step.emit().mul(sum(step, value), step.number(0.5)) : value;
    }

    /** Whether the change of a value is below a bound. */
    private static String isBelow(Step step, String change, double bound) {
        return step.emit().op("Less", step.emit().op("Abs", change), step.number(bound));
    }

    /** dy · Δy/Δx where x changed, else what the derivative says. */
    private String rescaled(Step step, Rule derivative) {
        Emitter emit = step.emit();
        String change = delta(step, step.x(0));
        String small = isBelow(step, change, SMALL);
        String divisor = emit.op("Where", List.of(small, step.number(1), change));
        String quotient = emit.mul(step.dy(), emit.div(delta(step, step.y(0)), divisor));
        return emit.op("Where", List.of(small, step.resultOf(derivative, 0), quotient));
    }

    /**
     * A softmax that is explained itself is rescaled element by element, as shap does it: the change of a probability is
     * ascribed to its own logit. Inside a network (attention) that quotient is unstable, so there the exact form is used:
     * with L the logarithmic mean of p and p₀, Δp = L (Δz − Σ L Δz / Σ L).
     */
    private void softmax(Step step) {
        if (reference.isSeed(step.y(0))) {
            Rule derivative = RuleBook.gradients().find("Softmax").orElseThrow();
            step.add(0, rescaled(step, derivative));
            return;
        }
        Emitter emit = step.emit();
        long axis = ReductionRules.softmaxAxis(step);
        String mean = logarithmicMean(step, step.y(0), reference.of(step.y(0)));
        String weighted = emit.mul(step.dy(), mean);
        String share =
                emit.div(emit.reduce("ReduceSum", weighted, true, axis), emit.reduce("ReduceSum", mean, true, axis));
        step.add(0, emit.sub(weighted, emit.mul(mean, share)));
    }

    /** (p − q) / (ln p − ln q), and p where both are equal. */
    private static String logarithmicMean(Step step, String p, String q) {
        Emitter emit = step.emit();
        String tiny = step.number(1e-30);
        String logs = emit.sub(emit.op("Log", emit.op("Max", p, tiny)), emit.op("Log", emit.op("Max", q, tiny)));
        String equal = isBelow(step, logs, 1e-4);
        String divisor = emit.op("Where", List.of(equal, step.number(1), logs));
        String middle = emit.mul(emit.add(p, q), step.number(0.5));
        return emit.op("Where", List.of(equal, middle, emit.div(emit.sub(p, q), divisor)));
    }

    private void mul(Step step) {
        for (int i = 0; i < 2; i++) {
            if (step.wants(i)) {
                ArithmeticRules.give(step, i, step.emit().mul(step.dy(), middle(step, step.x(1 - i))));
            }
        }
    }

    /** a/b is a · (1/b), and the reciprocal's quotient is −1/(b b₀). */
    private void div(Step step) {
        Emitter emit = step.emit();
        String b = step.x(1);
        String b0 = reference.of(b);
        if (step.wants(0)) {
            String inverse = reference.changes(b)
                    ? emit.mul(emit.add(emit.op("Reciprocal", b), emit.op("Reciprocal", b0)), step.number(0.5))
                    : emit.op("Reciprocal", b);
            ArithmeticRules.give(step, 0, emit.mul(step.dy(), inverse));
        }
        if (step.wants(1)) {
            String slope = emit.div(middle(step, step.x(0)), emit.mul(b, b0));
            ArithmeticRules.give(step, 1, emit.op("Neg", emit.mul(step.dy(), slope)));
        }
    }

    /** A bilinear operator: each factor's derivative is taken with the other one half way. */
    private Rule factors(RuleBook gradients, String operator) {
        Rule derivative = gradients.find(operator).orElseThrow();
        return step -> {
            List<String> middles = step.node().inputs().stream()
                    .map(value -> value.isEmpty() ? value : middle(step, value))
                    .toList();
            derivative.apply(step.reading(middles));
        };
    }

    /**
     * The change of each window's maximum is routed to the positions of the maxima of image and baseline, and added up where
     * windows overlap: what lies above the baseline's maximum to the image's position, what is lost to the baseline's.
     */
    private void maxPool(Step step) {
        Emitter emit = step.emit();
        String y = step.y(0);
        String y0 = reference.of(y);
        String larger = emit.op("Max", y, y0);
        String gained = emit.mul(step.dy(), emit.sub(larger, y0));
        String lost = emit.mul(step.dy(), emit.sub(y, larger));
        String contribution = emit.add(
                PoolingRules.scatter(step, gained, PoolingRules.indices(step, step.x(0))),
                PoolingRules.scatter(step, lost, PoolingRules.indices(step, reference.of(step.x(0)))));
        step.add(0, perChange(step, contribution, step.x(0)));
    }

    private String perChange(Step step, String contribution, String value) {
        Emitter emit = step.emit();
        String change = delta(step, value);
        String same = isBelow(step, change, UNCHANGED);
        String divisor = emit.op("Where", List.of(same, step.number(1), change));
        return emit.op("Where", List.of(same, step.number(0), emit.div(contribution, divisor)));
    }

    /** Maxima and minima of several values or along axes, by the same routing as max pooling. */
    private void extreme(Step step) {
        Emitter emit = step.emit();
        boolean reduces = step.node().operator().startsWith("Reduce");
        int values = reduces ? 1 : step.node().inputs().size();
        String kept = reduces ? ReductionRules.kept(step, step.y(0)) : step.y(0);
        String kept0 = reduces ? ReductionRules.kept(step, reference.of(step.y(0))) : reference.of(step.y(0));
        String dy = reduces ? ReductionRules.kept(step, step.dy()) : step.dy();
        String beyond = emit.op(step.node().operator().endsWith("Max") ? "Max" : "Min", kept, kept0);
        String gained = emit.mul(dy, emit.sub(beyond, kept0));
        String lost = emit.mul(dy, emit.sub(kept, beyond));
        String gainedEach = emit.div(gained, ties(step, values, kept, false));
        String lostEach = emit.div(lost, ties(step, values, kept0, true));
        for (int i = 0; i < values; i++) {
            if (step.wants(i)) {
                String here = emit.mul(gainedEach, equal(step, step.x(i), kept));
                String there = emit.mul(lostEach, equal(step, reference.of(step.x(i)), kept0));
                String contribution = emit.add(here, there);
                String summed = reduces ? contribution : step.unbroadcast(contribution, step.outputDims(), i);
                step.add(i, perChange(step, summed, step.x(i)));
            }
        }
    }

    private static String equal(Step step, String value, String extreme) {
        return step.emit().cast(step.emit().op("Equal", value, extreme), step.type());
    }

    private String ties(Step step, int values, String extreme, boolean baseline) {
        Emitter emit = step.emit();
        String count = "";
        for (int i = 0; i < values; i++) {
            String value = baseline ? reference.of(step.x(i)) : step.x(i);
            String same = equal(step, value, extreme);
            count = i == 0 ? same : emit.add(count, same);
        }
        return step.node().operator().startsWith("Reduce")
                ? emit.reduce("ReduceSum", count, true, ReductionRules.axes(step))
                : count;
    }

    private static String kept(Step step) {
        return ReductionRules.kept(step, step.dy());
    }

    /** ‖x‖ − ‖x₀‖ = Σ (x + x₀)(x − x₀) / (‖x‖ + ‖x₀‖). */
    private void l2(Step step) {
        Emitter emit = step.emit();
        String norms = ReductionRules.kept(step, sum(step, step.y(0)));
        step.add(0, emit.mul(emit.div(kept(step), norms), sum(step, step.x(0))));
    }

    private void where(Step step) {
        if (reference.changes(step.x(0))) {
            throw step.refusal("its condition depends on the image, so it has no DeepLIFT rule");
        }
        RuleBook.gradients().find("Where").orElseThrow().apply(step);
    }

    /**
     * y = c · r with c = x − mean x and r = 1/σ: the product is split evenly, and Δr = −Δv / (σ σ₀ (σ + σ₀)) with Δv = mean((c +
     * c₀) Δc).
     */
    private void normalized(Step step) {
        NormalizationRules.Form form = NormalizationRules.form(step);
        Emitter emit = step.emit();
        String x = form.value();
        String x0 = form.view().apply(reference.of(step.x(0)));
        String g = form.gradient();
        long[] axes = form.axes();
        String c = emit.sub(x, emit.reduce("ReduceMean", x, true, axes));
        String c0 = emit.sub(x0, emit.reduce("ReduceMean", x0, true, axes));
        String s = deviation(step, c, form);
        String s0 = deviation(step, c0, form);
        String inverse = emit.add(emit.op("Reciprocal", s), emit.op("Reciprocal", s0));
        String direct = emit.mul(g, emit.mul(inverse, step.number(0.5)));
        String both = emit.add(c, c0);
        String along = emit.reduce("ReduceMean", emit.mul(g, both), true, axes);
        String slope = emit.div(emit.mul(along, step.number(-0.5)), emit.mul(emit.mul(s, s0), emit.add(s, s0)));
        String total = emit.add(direct, emit.mul(slope, both));
        String centred = emit.sub(total, emit.reduce("ReduceMean", total, true, axes));
        step.add(0, form.back().apply(centred));
    }

    private static String deviation(Step step, String centred, NormalizationRules.Form form) {
        Emitter emit = step.emit();
        String variance = emit.reduce("ReduceMean", emit.mul(centred, centred), true, form.axes());
        return emit.op("Sqrt", emit.add(variance, form.epsilon()));
    }
}
