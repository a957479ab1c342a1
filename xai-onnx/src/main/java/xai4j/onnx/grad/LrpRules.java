package xai4j.onnx.grad;

import java.util.Optional;
import xai4j.model.LrpComposite.Rule.AlphaBeta;
import xai4j.model.LrpComposite.Rule.Epsilon;
import xai4j.model.LrpComposite.Rule.Flat;
import xai4j.model.LrpComposite.Rule.Gamma;
import xai4j.model.LrpComposite.Rule.ZBox;
import xai4j.model.LrpComposite.Rule.ZPlus;

/**
 * How a linear map redistributes relevance R of its outputs over its inputs a. Formulas: Montavon et al. 2019 (Layer-Wise
 * Relevance Propagation: An Overview), generalised to inputs of both signs as in zennit 0.5; w⁺, w⁻, a⁺, a⁻ are positive
 * and negative parts, Lᵀ the transposed map, stab(z) = z + ε with the sign of z.
 */
final class LrpRules {
    private final LinearMap map;
    private final BackwardContext context;
    private final GraphBuilder emit;
    private final boolean isInputPositive;

    /**
     * @param isInputPositive whether the map's input is known to have no negative elements, which saves half the work
     */
    LrpRules(LinearMap map, boolean isInputPositive) {
        this.map = map;
        this.context = map.step();
        this.emit = context.builder();
        this.isInputPositive = isInputPositive;
    }

    String apply(xai4j.model.LrpComposite.Rule rule) {
        if (rule instanceof Epsilon epsilon) {
            return emit.mul(map.input(), map.backward(share(map.output(), epsilon.epsilon()), map.weights()));
        }
        if (rule instanceof ZPlus plus) {
            return positive(plus.epsilon());
        }
        if (rule instanceof AlphaBeta both) {
            return alphaBeta(both);
        }
        if (rule instanceof Gamma gamma) {
            return gamma(gamma);
        }
        return rule instanceof ZBox box ? box(box) : flat(((Flat) rule).epsilon());
    }

    /** R / stab(z). */
    private String share(String z, double epsilon) {
        return emit.div(context.dy(), stabilized(context, z, epsilon));
    }

    static String stabilized(BackwardContext context, String z, double epsilon) {
        GraphBuilder emit = context.builder();
        String sign = emit.op("Less", z, context.number(0));
        String small = emit.op("Where", java.util.List.of(sign, context.number(-epsilon), context.number(epsilon)));
        return emit.add(z, small);
    }

    private String positive(String value) {
        return emit.op("Relu", value);
    }

    private String negative(String value) {
        return emit.op("Min", value, context.number(0));
    }

    private String positiveInput() {
        return isInputPositive ? map.input() : positive(map.input());
    }

    private Optional<String> negativeInput() {
        return isInputPositive ? Optional.empty() : Optional.of(negative(map.input()));
    }

    /** L(a⁺; w₁, b) + L(a⁻; w₂). */
    private String parts(String w1, String w2, Optional<String> bias) {
        String first = map.forward(positiveInput(), w1, bias);
        return negativeInput()
                .map(a -> emit.add(first, map.forward(a, w2, Optional.empty())))
                .orElse(first);
    }

    /** a⁺ · L₁ᵀ(s) + a⁻ · L₂ᵀ(s). */
    private String back(String s, String w1, String w2) {
        String first = emit.mul(positiveInput(), map.backward(s, w1));
        return negativeInput()
                .map(a -> emit.add(first, emit.mul(a, map.backward(s, w2))))
                .orElse(first);
    }

    private String positive(double epsilon) {
        String up = positive(map.weights());
        String down = negative(map.weights());
        String s = share(parts(up, down, map.bias().map(this::positive)), epsilon);
        return back(s, up, down);
    }

    private String alphaBeta(AlphaBeta rule) {
        String up = positive(map.weights());
        String down = negative(map.weights());
        String p = share(parts(up, down, map.bias().map(this::positive)), rule.epsilon());
        String n = share(parts(down, up, map.bias().map(this::negative)), rule.epsilon());
        return emit.sub(
                emit.mul(context.number(rule.alpha()), back(p, up, down)),
                emit.mul(context.number(rule.beta()), back(n, down, up)));
    }

    /** w + γ w⁺ where the output is positive, w + γ w⁻ where it is negative; the other way round on negative inputs. */
    private String gamma(Gamma rule) {
        String up = favoured(map.weights(), positive(map.weights()), rule.gamma());
        String down = favoured(map.weights(), negative(map.weights()), rule.gamma());
        Optional<String> biasUp = map.bias().map(bias -> favoured(bias, positive(bias), rule.gamma()));
        Optional<String> biasDown = map.bias().map(bias -> favoured(bias, negative(bias), rule.gamma()));
        String above = emit.cast(emit.op("Greater", map.output(), context.number(0)), context.type());
        String below = emit.cast(emit.op("Less", map.output(), context.number(0)), context.type());
        String first = emit.mul(above, share(parts(up, down, biasUp), rule.epsilon()));
        String second = emit.mul(below, share(parts(down, up, biasDown), rule.epsilon()));
        return emit.add(back(first, up, down), back(second, down, up));
    }

    private String favoured(String value, String part, double gamma) {
        return emit.add(value, emit.mul(part, context.number(gamma)));
    }

    private String ones(String like) {
        return emit.add(emit.mul(like, context.number(0)), context.number(1));
    }

    private String constantLike(String like, double value) {
        return emit.add(emit.mul(like, context.number(0)), context.number(value));
    }

    private String flat(double epsilon) {
        String w = ones(map.weights());
        return map.backward(share(map.forward(ones(map.input()), w, Optional.empty()), epsilon), w);
    }

    /** For inputs between low and high: a − low and high − a are what counts. */
    private String box(ZBox rule) {
        String up = positive(map.weights());
        String down = negative(map.weights());
        String low = constantLike(map.input(), rule.low());
        String high = constantLike(map.input(), rule.high());
        String z = emit.sub(
                emit.sub(map.output(), map.forward(low, up, map.bias().map(this::positive))),
                map.forward(high, down, map.bias().map(this::negative)));
        String s = share(z, rule.epsilon());
        String direct = emit.mul(map.input(), map.backward(s, map.weights()));
        return emit.sub(emit.sub(direct, emit.mul(low, map.backward(s, up))), emit.mul(high, map.backward(s, down)));
    }
}
