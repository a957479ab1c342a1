package xai4j.onnx.grad;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.model.LrpComposite;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

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
    private final LrpComposite composite;
    private final double stabilizer;
    private final GraphLinks links;
    private final Optional<String> first;

    Lrp(LrpComposite composite, OnnxGraph graph, String image) {
        this.composite = composite;
        this.stabilizer = composite.dense() instanceof LrpComposite.Rule.Epsilon dense
                ? Math.min(STABILIZER, dense.epsilon())
                : STABILIZER;
        this.links = new GraphLinks(graph);
        Set<String> fromImage = links.descendants(List.of(image));
        this.first = graph.nodes().stream()
                .filter(node -> LINEAR.contains(node.operator()) && fromImage.contains(node.input(0)))
                .map(node -> node.output(0))
                .findFirst();
    }

    /** The rules of all operators that have one. */
    RuleBook book() {
        return RuleBook.of(this, "it has no LRP rule", OperatorRules::lrp);
    }

    void convolution(BackwardContext context) {
        linear(context, composite.convolution());
    }

    void dense(BackwardContext context) {
        linear(context, composite.dense());
    }

    private void linear(BackwardContext context, LrpComposite.Rule rule) {
        LinearMap map = LinearMap.of(context);
        LrpComposite.Rule chosen = first.equals(Optional.of(context.y(0))) ? composite.first() : rule;
        context.add(0, new LrpRules(map, context.signs().isNonNegative(context.x(0))).apply(chosen));
    }

    /** The norm rule: R · a / stab(y) through the transposed map. */
    Rule shared(Rule derivative) {
        return context -> {
            BackwardContext scaled = context.withCotangent(proportion(context));
            context.add(0, context.builder().mul(context.x(0), scaled.resultOf(derivative, 0)));
        };
    }

    private String proportion(BackwardContext context) {
        return context.builder().div(context.dy(), LrpRules.stabilized(context, context.y(0), stabilizer));
    }

    /** Every summand gets its share of the sum; constants (biases) absorb theirs. */
    void sum(BackwardContext context) {
        GraphBuilder emit = context.builder();
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

    void product(BackwardContext context) {
        boolean both = context.wants(0) && context.wants(1);
        for (int i = 0; i < 2; i++) {
            if (!context.wants(i)) {
                continue;
            }
            boolean gated = both && isGate(context.x(1 - i));
            boolean gates = both && !gated && isGate(context.x(i));
            if (gates) {
                context.flat(i);
            } else {
                String part = both && !gated ? context.builder().mul(context.dy(), context.number(0.5)) : context.dy();
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

    void quotient(BackwardContext context) {
        if (context.wants(1)) {
            throw context.refusal("LRP has no rule for a computed divisor");
        }
        ArithmeticRules.give(context, 0, context.dy());
    }
}
