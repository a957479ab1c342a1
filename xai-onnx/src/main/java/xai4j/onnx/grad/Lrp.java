package xai4j.onnx.grad;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.model.LrpComposite;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;

/**
 * Layer-wise relevance propagation: the composite's rules at linear maps; activation functions pass relevance unchanged;
 * sums and averages share it in proportion; the maximum takes all; of a product the signal takes all, its gate nothing.
 */
final class Lrp {
    /** Stabiliser of averages and sums, unless the composite asks for a smaller one everywhere. */
    private static final double STABILIZER = 1e-6;

    private static final Set<String> LINEAR = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");
    private static final Set<String> GATES = Set.of("Sigmoid", "HardSigmoid", "Erf", "Tanh", "Softplus");
    private static final Set<String> TRANSPARENT = Set.of("Mul", "Add", "Div", "Reshape", "Unsqueeze", "Expand");
    private static final Set<String> POSITIVE = Set.of("Relu", "Sigmoid", "HardSigmoid", "Exp", "Softplus", "Softmax");
    private static final Set<String> KEEPS_SIGN = Set.of(
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Identity",
            "Dropout",
            "Slice",
            "Split",
            "ReduceMean");
    private static final String[] PASSED = {
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
        "Gelu",
        "com.microsoft.Gelu",
        "com.microsoft.QuickGelu",
        "Clip",
        "BatchNormalization",
        "LRN"
    };
    private static final String[] REFUSED = {
        "Softmax",
        "LogSoftmax",
        "LayerNormalization",
        "InstanceNormalization",
        "GroupNormalization",
        "MeanVarianceNormalization",
        "LpNormalization",
        "LpPool",
        "GlobalLpPool",
        "ReduceL1",
        "ReduceL2",
        "ReduceSumSquare",
        "ReduceLogSum",
        "ReduceLogSumExp",
        "ReduceProd",
        "Erf",
        "Exp",
        "Log",
        "Sqrt",
        "Pow",
        "Abs",
        "Sin",
        "Cos",
        "Neg",
        "Reciprocal",
        "CumSum",
        "Einsum"
    };

    private final LrpComposite composite;
    private final double stabilizer;
    private final GraphLinks links;
    private final Optional<String> first;

    Lrp(LrpComposite composite, BackwardPass backward, String image) {
        this.composite = composite;
        this.stabilizer = composite.dense() instanceof LrpComposite.Rule.Epsilon dense
                ? Math.min(STABILIZER, dense.epsilon())
                : STABILIZER;
        this.links = new GraphLinks(backward.graph());
        Set<String> fromImage = links.descendants(List.of(image));
        this.first = backward.graph().nodes().stream()
                .filter(node -> LINEAR.contains(node.operator()) && fromImage.contains(node.input(0)))
                .map(node -> node.output(0))
                .findFirst();
    }

    RuleBook book() {
        RuleBook gradients = RuleBook.gradients();
        return RuleBook.gradients()
                .rule(Lrp::refuse, REFUSED)
                .rule(context -> context.add(0, context.dy()), PASSED)
                .rule(context -> linear(context, composite.convolution()), "Conv", "ConvTranspose")
                .rule(context -> linear(context, composite.dense()), "Gemm", "MatMul")
                .rule(this::sum, "Add", "Sum", "Mean", "Sub")
                .rule(this::product, "Mul")
                .rule(Lrp::quotient, "Div")
                .rule(shared(gradients, "AveragePool"), "AveragePool")
                .rule(shared(gradients, "GlobalAveragePool"), "GlobalAveragePool")
                .rule(shared(gradients, "ReduceMean"), "ReduceMean")
                .rule(shared(gradients, "ReduceSum"), "ReduceSum")
                .rule(shared(gradients, "Resize"), "Resize");
    }

    private static void refuse(BackwardContext context) {
        throw context.refusal("it has no LRP rule");
    }

    private void linear(BackwardContext context, LrpComposite.Rule rule) {
        LinearMap map = LinearMap.of(context);
        LrpComposite.Rule chosen = first.equals(Optional.of(context.y(0))) ? composite.first() : rule;
        context.add(0, new LrpRules(map, isPositive(context, context.x(0))).apply(chosen));
    }

    /** Whether a value is known to have no negative elements. */
    private boolean isPositive(BackwardContext context, String value) {
        return links.producer(value)
                .map(node -> POSITIVE.contains(node.operator())
                        || KEEPS_SIGN.contains(node.operator()) && isPositive(context, node.input(0))
                        || node.is("Concat") && node.inputs().stream().allMatch(part -> isPositive(context, part))
                        || node.is("Clip") && isClippedAtZero(context, node))
                .orElse(false);
    }

    private static boolean isClippedAtZero(BackwardContext context, Node clip) {
        return clip.hasInput(1)
                && context.shapes()
                        .constant(clip.input(1))
                        .filter(low -> low[0] >= 0)
                        .isPresent();
    }

    /** The norm rule: R · a / stab(y) through the transposed map. */
    private Rule shared(RuleBook gradients, String operator) {
        Rule derivative = gradients.find(operator).orElseThrow();
        return context -> {
            BackwardContext scaled = context.withCotangent(proportion(context));
            context.add(0, context.emit().mul(context.x(0), scaled.resultOf(derivative, 0)));
        };
    }

    private String proportion(BackwardContext context) {
        return context.emit().div(context.dy(), LrpRules.stabilized(context, context.y(0), stabilizer));
    }

    /** Every summand gets its share of the sum; constants (biases) absorb theirs. */
    private void sum(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String share = proportion(context);
        int count = context.node().inputs().size();
        for (int i = 0; i < count; i++) {
            if (context.wants(i)) {
                String part = emit.mul(share, context.x(i));
                String signed = context.node().is("Sub") && i == 1 ? emit.op("Neg", part) : part;
                String scaled = context.node().is("Mean") ? emit.mul(signed, context.number(1.0 / count)) : signed;
                ArithmeticRules.give(context, i, scaled);
            }
        }
    }

    private void product(BackwardContext context) {
        boolean both = context.wants(0) && context.wants(1);
        for (int i = 0; i < 2; i++) {
            if (!context.wants(i)) {
                continue;
            }
            boolean gated = both && isGate(context.x(1 - i));
            boolean gates = both && !gated && isGate(context.x(i));
            if (!gates) {
                String part = both && !gated ? context.emit().mul(context.dy(), context.number(0.5)) : context.dy();
                ArithmeticRules.give(context, i, part);
            }
        }
    }

    /** Whether a factor only opens or closes: the result of a squashing function, perhaps shifted and scaled. */
    private boolean isGate(String value) {
        Optional<Node> node = links.producer(value);
        while (node.isPresent() && TRANSPARENT.contains(node.get().operator())) {
            Node here = node.get();
            if (GATES.contains(here.operator())) {
                return true;
            }
            List<String> computed = here.inputs().stream()
                    .filter(input -> links.producer(input).isPresent()
                            && links.stored(input).isEmpty())
                    .toList();
            node = computed.size() == 1 ? links.producer(computed.get(0)) : Optional.empty();
        }
        return node.filter(found -> GATES.contains(found.operator())).isPresent();
    }

    private static void quotient(BackwardContext context) {
        if (context.wants(1)) {
            throw context.refusal("LRP has no rule for a computed divisor");
        }
        ArithmeticRules.give(context, 0, context.dy());
    }
}
