package xai4j.onnx.grad;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.model.LrpComposite;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * AttnLRP (Achtibat et al. 2024): the rules of LRP-ε, and where attention has what those refuse, rules of its own. R is the relevance of
 * the outputs y, x are the inputs.
 *
 * <ul>
 *   <li>Softmax (their proposition 3.1, a Taylor expansion): {@code x_i (R_i − y_i Σ_j R_j)}.
 *   <li>Product of two activations (3.3, the uniform rule): each receives what ε-LRP gives it of half the relevance.
 *   <li>Normalisation (3.4): through the division by a deviation relevance passes unchanged; mean and scale are linear maps under ε.
 * </ul>
 */
final class AttentionLrp {
    private final Lrp epsilonRules;
    private final double epsilon;
    private final GraphLinks links;
    private final Set<String> fromImage;

    AttentionLrp(double epsilon, OnnxGraph graph, String image) {
        this.epsilonRules = new Lrp(LrpComposite.epsilon(epsilon), graph, image);
        this.epsilon = epsilon;
        this.links = new GraphLinks(graph);
        this.fromImage = links.descendants(List.of(image));
    }

    /** The rules; what has none is refused by name where relevance reaches it. */
    RuleBook book() {
        return epsilonRules
                .book()
                .rule(this::softmax, "Softmax")
                .rule(shared("MatMul"), "MatMul")
                .rule(shared("Einsum"), "Einsum")
                .rule(this::product, "Mul")
                .rule(this::quotient, "Div")
                .rule(this::normalized, "LayerNormalization", "InstanceNormalization", "GroupNormalization")
                .rule(context -> context.add(0, context.dy()), "LpNormalization", "Neg")
                .otherwise(context -> {
                    throw context.refusal("it has no AttnLRP rule");
                });
    }

    /** R / (n · stab(y)) back through the derivative for each of n activations, times the activation. */
    private Rule shared(String operator) {
        Rule derivative = Objects.requireNonNull(OperatorRules.all().get(operator), operator)
                .gradient();
        return context -> {
            List<Integer> wanted = IntStream.range(0, context.node().inputs().size())
                    .filter(context::wants)
                    .boxed()
                    .toList();
            GraphBuilder emit = context.builder();
            String share = proportion(context, context.dy(), context.y(0));
            String part = wanted.size() == 1 ? share : emit.mul(share, context.number(1.0 / wanted.size()));
            for (int k = 0; k < wanted.size(); k++) {
                int i = wanted.get(k);
                if (k > 0 && context.x(i).equals(context.x(wanted.get(0)))) {
                    context.flat(i); // the slope of the first use holds both
                } else {
                    String slope = context.withCotangent(part).resultOf(derivative, i);
                    context.add(i, emit.mul(context.x(i), slope));
                }
            }
        };
    }

    private String proportion(BackwardContext context, String relevance, String y) {
        return context.builder().div(relevance, LrpRules.stabilized(context, y, epsilon));
    }

    /** Elements that a mask leaves out are minus infinity and have no relevance. */
    private void softmax(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String y = context.unlessLeftOut(context.y(0));
        String sum = emit.reduce("ReduceSum", context.dy(), true, ReductionRules.softmaxAxis(context));
        String rest = emit.sub(context.dy(), emit.mul(y, sum));
        String unseen = emit.op("Equal", y, context.number(0));
        String x = emit.op("Where", List.of(unseen, context.number(0), context.x(0)));
        context.add(0, emit.mul(x, rest));
    }

    /** A factor that is the inverse of a deviation belongs to a normalisation: the other one takes all. */
    private void product(BackwardContext context) {
        for (int i = 0; i < 2; i++) {
            if (context.wants(0) && context.wants(1) && isInverse(context.x(i))) {
                context.flat(i);
                ArithmeticRules.give(context, 1 - i, context.dy());
                return;
            }
        }
        epsilonRules.product(context);
    }

    private boolean isInverse(String value) {
        return links.producer(value)
                .filter(node ->
                        node.is("Reciprocal") || node.is("Div") && !fromImage.contains(node.input(0)) || isRoot(node))
                .isPresent();
    }

    private boolean isRoot(Node node) {
        return node.is("Pow")
                && links.stored(node.input(1))
                        .filter(power -> power.floats().length == 1 && power.floats()[0] < 0)
                        .isPresent();
    }

    private void quotient(BackwardContext context) {
        context.flat(1);
        if (context.wants(0)) {
            ArithmeticRules.give(context, 0, context.dy());
        }
    }

    /** With t = scale · R / stab(y) / deviation: x ⊙ (t − mean t), the shift absorbing its share. */
    private void normalized(BackwardContext context) {
        GraphBuilder emit = context.builder();
        BackwardContext scaled = context.withCotangent(proportion(context, context.dy(), context.y(0)));
        NormalizationRules.Form form = NormalizationRules.form(scaled);
        String slope = emit.div(form.gradient(), NormalizationRules.deviation(context, form));
        String centred = emit.sub(slope, emit.reduce("ReduceMean", slope, true, form.axes()));
        context.add(0, emit.mul(context.x(0), form.back().apply(centred)));
    }
}
