package xai4j.onnx.grad;

import java.util.function.Function;
import xai4j.onnx.graph.Attribute;

/**
 * Functions of one value. Where the derivative can be told from the output, the output is read: then the input need not be
 * kept, and the engine's fusion of the activation into the operator before stays possible.
 */
final class ActivationRules {
    private static final double SELU_ALPHA = 1.6732631921768188;
    private static final double SELU_GAMMA = 1.0507010221481323;
    private static final double TANH_GELU_CUBIC = 0.044715;

    private ActivationRules() {}

    static RuleBook book() {
        return new RuleBook()
                .rule(local(context -> Masks.positive(context, context.y(0))), "Relu")
                .rule(local(ActivationRules::leakyRelu), "LeakyRelu")
                .rule(ActivationRules::pRelu, "PRelu")
                .rule(local(context -> exponential(context, 1, context.node().number("alpha", 1))), "Elu")
                .rule(local(ActivationRules::selu), "Selu")
                .rule(local(ActivationRules::celu), "Celu")
                .rule(local(context -> Masks.above(context, context.x(0), context.node().number("alpha", 1))), "ThresholdedRelu")
                .rule(local(context -> context.emit().op("Sigmoid", context.x(0))), "Softplus")
                .rule(local(ActivationRules::softsign), "Softsign")
                .rule(local(ActivationRules::sigmoid), "Sigmoid")
                .rule(local(ActivationRules::hardSigmoid), "HardSigmoid")
                .rule(local(ActivationRules::hardSwish), "HardSwish")
                .rule(local(ActivationRules::mish), "Mish")
                .rule(local(ActivationRules::tanh), "Tanh")
                .rule(local(ActivationRules::erf), "Erf")
                .rule(local(ActivationRules::gelu), "Gelu", "com.microsoft.Gelu")
                .rule(local(ActivationRules::quickGelu), "com.microsoft.QuickGelu")
                .rule(local(context -> context.y(0)), "Exp")
                .rule(local(context -> context.emit().op("Reciprocal", context.x(0))), "Log")
                .rule(local(context -> context.emit().div(context.number(0.5), context.y(0))), "Sqrt")
                .rule(local(context -> context.emit().op("Neg", square(context, context.y(0)))), "Reciprocal")
                .rule(local(context -> context.number(-1)), "Neg")
                .rule(local(context -> context.emit().op("Sign", context.x(0))), "Abs")
                .rule(local(context -> context.emit().op("Cos", context.x(0))), "Sin")
                .rule(local(context -> context.emit().op("Neg", context.emit().op("Sin", context.x(0)))), "Cos")
                .rule(ActivationRules::clip, "Clip")
                .rule(context -> context.add(0, context.dy()), "Identity", "Dropout")
                .rule(ActivationRules::cast, "Cast", "CastLike")
                .rule(context -> {}, "Floor", "Ceil", "Round", "Sign");
    }

    /** A function applied to each element: the cotangent times the derivative. */
    private static Rule local(Function<BackwardContext, String> derivative) {
        return context -> context.add(0, context.emit().mul(context.dy(), derivative.apply(context)));
    }

    private static String square(BackwardContext context, String x) {
        return context.emit().mul(x, x);
    }

    /** positive · m + negative · (1 − m), m being where the mark is positive. */
    private static String either(BackwardContext context, String mark, String positive, String negative) {
        GraphBuilder emit = context.emit();
        String mask = Masks.positive(context, mark);
        String rest = emit.sub(context.number(1), mask);
        return emit.add(emit.mul(positive, mask), emit.mul(negative, rest));
    }

    private static String leakyRelu(BackwardContext context) {
        float alpha = context.node().number("alpha", 0.01f);
        String mask = Masks.positive(context, alpha > 0 ? context.y(0) : context.x(0));
        return context.emit().add(context.emit().mul(mask, context.number(1 - alpha)), context.number(alpha));
    }

    private static void pRelu(BackwardContext context) {
        if (context.wants(1)) {
            throw context.refusal("its slope is computed from the image");
        }
        context.add(0, context.emit().mul(context.dy(), either(context, context.x(0), context.number(1), context.x(1))));
    }

    /** y = scale · α(eˣ − 1) below zero, so the derivative there is y + scale · α. */
    private static String exponential(BackwardContext context, double gamma, double alpha) {
        String below = context.emit().add(context.y(0), context.number(gamma * alpha));
        return either(context, context.x(0), context.number(gamma), below);
    }

    private static String selu(BackwardContext context) {
        double alpha =
                context.node().attribute("alpha").map(a -> (double) a.number()).orElse(SELU_ALPHA);
        double gamma =
                context.node().attribute("gamma").map(a -> (double) a.number()).orElse(SELU_GAMMA);
        return exponential(context, gamma, alpha);
    }

    private static String celu(BackwardContext context) {
        String scaled = context.emit().div(context.y(0), context.number(context.node().number("alpha", 1)));
        return either(context, context.x(0), context.number(1), context.emit().add(scaled, context.number(1)));
    }

    private static String softsign(BackwardContext context) {
        GraphBuilder emit = context.emit();
        return emit.op("Reciprocal", square(context, emit.add(context.number(1), emit.op("Abs", context.x(0)))));
    }

    private static String sigmoid(BackwardContext context) {
        return context.emit().mul(context.y(0), Masks.complement(context, context.y(0)));
    }

    private static String hardSigmoid(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String inside = emit.mul(Masks.positive(context, context.y(0)), Masks.below(context, context.y(0), 1));
        return emit.mul(inside, context.number(context.node().number("alpha", 0.2f)));
    }

    private static String hardSwish(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String gate = emit.op("HardSigmoid", context.x(0), Attribute.of("alpha", 1f / 6), Attribute.of("beta", 0.5f));
        String inside = emit.mul(Masks.positive(context, gate), Masks.below(context, gate, 1));
        return emit.add(gate, emit.mul(emit.mul(context.x(0), context.number(1.0 / 6)), inside));
    }

    /** x · tanh(softplus(x)). */
    private static String mish(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String t = emit.op("Tanh", emit.op("Softplus", context.x(0)));
        String slope = emit.mul(Masks.complement(context, square(context, t)), emit.op("Sigmoid", context.x(0)));
        return emit.add(t, emit.mul(context.x(0), slope));
    }

    private static String tanh(BackwardContext context) {
        return Masks.complement(context, square(context, context.y(0)));
    }

    private static String gaussian(BackwardContext context, double scale, double exponent) {
        GraphBuilder emit = context.emit();
        String power = emit.mul(square(context, context.x(0)), context.number(exponent));
        return emit.mul(emit.op("Exp", power), context.number(scale));
    }

    private static String erf(BackwardContext context) {
        return gaussian(context, 2 / Math.sqrt(Math.PI), -1);
    }

    private static String gelu(BackwardContext context) {
        return context.node().text("approximate", "none").equals("tanh") ? tanhGelu(context) : exactGelu(context);
    }

    /** Φ(x) + x · φ(x). */
    private static String exactGelu(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String erf = emit.op("Erf", emit.mul(context.x(0), context.number(Math.sqrt(0.5))));
        String cumulative = emit.add(emit.mul(erf, context.number(0.5)), context.number(0.5));
        String density = gaussian(context, 1 / Math.sqrt(2 * Math.PI), -0.5);
        return emit.add(cumulative, emit.mul(context.x(0), density));
    }

    /** 0.5x(1 + tanh u) with u = √(2/π)(x + 0.044715x³). */
    private static String tanhGelu(BackwardContext context) {
        GraphBuilder emit = context.emit();
        double c = Math.sqrt(2 / Math.PI);
        String x2 = square(context, context.x(0));
        String inner = emit.add(context.number(c), emit.mul(x2, context.number(c * TANH_GELU_CUBIC)));
        String t = emit.op("Tanh", emit.mul(context.x(0), inner));
        String slope = emit.add(context.number(c), emit.mul(x2, context.number(3 * c * TANH_GELU_CUBIC)));
        String bend = emit.mul(emit.mul(context.x(0), slope), Masks.complement(context, square(context, t)));
        return emit.mul(context.number(0.5), emit.add(emit.add(context.number(1), t), bend));
    }

    /** x · σ(αx). */
    private static String quickGelu(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String scaled = emit.mul(context.x(0), context.number(context.node().number("alpha", 1.702f)));
        String gate = emit.op("Sigmoid", scaled);
        String slope = emit.mul(gate, Masks.complement(context, gate));
        return emit.add(gate, emit.mul(scaled, slope));
    }

    /** Nothing passes where a bound holds the value, nor exactly at the bound, as with ReLU. */
    static void clip(BackwardContext context) {
        String gradient = context.dy();
        for (int bound = 1; bound <= 2; bound++) {
            if (!context.node().hasInput(bound)) {
                continue;
            }
            double[] value = context.shapes().constant(context.x(bound)).orElse(null);
            String mask;
            if (value != null) {
                mask = bound == 1 ? Masks.above(context, context.y(0), value[0]) : Masks.below(context, context.y(0), value[0]);
            } else {
                String inside = context.emit().op(bound == 1 ? "Greater" : "Less", context.y(0), context.x(bound));
                mask = context.emit().cast(inside, context.type());
            }
            gradient = context.emit().mul(gradient, mask);
        }
        context.add(0, gradient);
    }

    private static void cast(BackwardContext context) {
        context.add(
                0,
                context.type() == context.shapes().type(context.x(0))
                        ? context.dy()
                        : context.emit().cast(context.dy(), context.shapes().type(context.x(0))));
    }
}
