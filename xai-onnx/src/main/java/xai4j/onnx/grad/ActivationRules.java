package xai4j.onnx.grad;

import static xai4j.onnx.grad.BookRule.none;
import static xai4j.onnx.grad.OperatorRules.LINEAR;
import static xai4j.onnx.grad.OperatorRules.MOVED;
import static xai4j.onnx.grad.OperatorRules.PASSED;
import static xai4j.onnx.grad.OperatorRules.RESCALED;

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

    static OperatorRules.Family family() {
        return new OperatorRules.Family()
                .add(local(context -> Masks.positive(context, context.y(0))), RESCALED, PASSED, "Relu")
                .add(local(ActivationRules::leakyRelu), RESCALED, PASSED, "LeakyRelu")
                .add(ActivationRules::pRelu, RESCALED, PASSED, "PRelu")
                .add(
                        local(context -> exponential(context, 1, context.node().number("alpha", 1))),
                        RESCALED,
                        PASSED,
                        "Elu")
                .add(local(ActivationRules::selu), RESCALED, PASSED, "Selu")
                .add(local(ActivationRules::celu), RESCALED, PASSED, "Celu")
                .add(
                        local(context -> Masks.above(
                                context, context.x(0), context.node().number("alpha", 1))),
                        RESCALED,
                        PASSED,
                        "ThresholdedRelu")
                .add(local(context -> context.builder().op("Sigmoid", context.x(0))), RESCALED, PASSED, "Softplus")
                .add(local(ActivationRules::softsign), RESCALED, PASSED, "Softsign")
                .add(local(ActivationRules::sigmoid), RESCALED, PASSED, "Sigmoid")
                .add(local(ActivationRules::hardSigmoid), RESCALED, PASSED, "HardSigmoid")
                .add(local(ActivationRules::hardSwish), RESCALED, PASSED, "HardSwish")
                .add(local(ActivationRules::swish), RESCALED, PASSED, "Swish")
                .add(local(ActivationRules::mish), RESCALED, PASSED, "Mish")
                .add(local(ActivationRules::tanh), RESCALED, PASSED, "Tanh")
                .add(local(ActivationRules::erf), RESCALED, none(), "Erf")
                .add(local(ActivationRules::gelu), RESCALED, PASSED, "Gelu", "com.microsoft.Gelu")
                .add(local(ActivationRules::quickGelu), RESCALED, PASSED, "com.microsoft.QuickGelu")
                .add(local(context -> context.y(0)), RESCALED, none(), "Exp")
                .add(local(ActivationRules::log), RESCALED, none(), "Log")
                .add(local(ActivationRules::sqrt), RESCALED, none(), "Sqrt")
                .add(local(ActivationRules::reciprocal), RESCALED, none(), "Reciprocal")
                .add(local(context -> context.number(-1)), LINEAR, none(), "Neg")
                .add(local(context -> context.builder().op("Sign", context.x(0))), RESCALED, none(), "Abs")
                .add(local(context -> context.builder().op("Cos", context.x(0))), RESCALED, none(), "Sin")
                .add(
                        local(context ->
                                context.builder().op("Neg", context.builder().op("Sin", context.x(0)))),
                        RESCALED,
                        none(),
                        "Cos")
                .add(local(context -> plusOne(context, square(context, context.y(0)))), RESCALED, none(), "Tan")
                .add(local(context -> context.builder().op("Cosh", context.x(0))), RESCALED, none(), "Sinh")
                .add(local(context -> context.builder().op("Sinh", context.x(0))), RESCALED, none(), "Cosh")
                .add(local(context -> overRoot(context, 1, -1, 1)), RESCALED, none(), "Asin")
                .add(local(context -> overRoot(context, 1, -1, -1)), RESCALED, none(), "Acos")
                .add(local(context -> overRoot(context, 1, 1, 1)), RESCALED, none(), "Asinh")
                .add(local(context -> overRoot(context, -1, 1, 1)), RESCALED, none(), "Acosh")
                .add(local(ActivationRules::atan), RESCALED, none(), "Atan")
                .add(local(ActivationRules::atanh), RESCALED, none(), "Atanh")
                .add(ActivationRules::clip, RESCALED, PASSED, "Clip")
                .add(context -> context.add(0, context.dy()), LINEAR, MOVED, "Identity")
                .add(ActivationRules::dropout, LINEAR, MOVED, "Dropout")
                .add(ActivationRules::cast, LINEAR, MOVED, "Cast", "CastLike")
                .add(BackwardContext::flat, "Floor", "Ceil", "Round", "Sign");
    }

    /** A function applied to each element: the cotangent times the derivative. */
    private static Rule local(Function<BackwardContext, String> derivative) {
        return context -> context.add(0, context.builder().mul(context.dy(), derivative.apply(context)));
    }

    private static String square(BackwardContext context, String x) {
        return context.builder().mul(x, x);
    }

    /** positive · m + negative · (1 − m), m being where the mark is positive. */
    private static String either(BackwardContext context, String mark, String positive, String negative) {
        GraphBuilder emit = context.builder();
        String mask = Masks.positive(context, mark);
        String rest = emit.sub(context.number(1), mask);
        return emit.add(emit.mul(positive, mask), emit.mul(negative, rest));
    }

    private static String leakyRelu(BackwardContext context) {
        float alpha = context.node().number("alpha", 0.01f);
        String mask = Masks.positive(context, alpha > 0 ? context.y(0) : context.x(0));
        return alpha >= 0 && alpha <= 1
                ? Masks.between(context, mask, alpha)
                : context.builder().add(context.builder().mul(mask, context.number(1 - alpha)), context.number(alpha));
    }

    private static void pRelu(BackwardContext context) {
        GraphBuilder emit = context.builder();
        if (context.wants(0)) {
            context.add(0, emit.mul(context.dy(), either(context, context.x(0), context.number(1), context.x(1))));
        }
        if (context.wants(1)) {
            String negative = emit.op("Min", context.x(0), context.number(0));
            ArithmeticRules.give(context, 1, emit.mul(context.dy(), negative));
        }
    }

    private static void dropout(BackwardContext context) {
        boolean trains = context.node().hasInput(2)
                && context.shapes()
                        .constant(context.x(2))
                        .filter(on -> on[0] == 0)
                        .isEmpty();
        if (trains) {
            throw context.refusal("it is in training mode");
        }
        context.add(0, context.dy());
        context.flat(1);
    }

    /** y = scale · α(eˣ − 1) below zero, so the derivative there is y + scale · α. */
    private static String exponential(BackwardContext context, double gamma, double alpha) {
        String below = context.builder().add(context.y(0), context.number(gamma * alpha));
        return either(context, context.x(0), context.number(gamma), below);
    }

    /** 1/x, and nothing at 0, where there is no slope. */
    private static String log(BackwardContext context) {
        return context.builder().op("Reciprocal", context.divisor(context.x(0)));
    }

    /** 1/(2y), and nothing at 0, where the slope is infinite. */
    private static String sqrt(BackwardContext context) {
        return context.builder().div(context.number(0.5), context.divisor(context.y(0)));
    }

    /** −1/x², and nothing at 0. */
    private static String reciprocal(BackwardContext context) {
        String y = context.isNonZero(context.x(0))
                ? context.y(0)
                : context.builder().op("Reciprocal", context.divisor(context.x(0)));
        return context.builder().op("Neg", square(context, y));
    }

    private static String plusOne(BackwardContext context, String x) {
        return context.builder().add(x, context.number(1));
    }

    /** sign / √(constant + factor · x²), and nothing where the root is 0. */
    private static String overRoot(BackwardContext context, double constant, double factor, double sign) {
        GraphBuilder emit = context.builder();
        String scaled = emit.mul(square(context, context.x(0)), context.number(factor));
        String root = emit.op("Sqrt", emit.add(scaled, context.number(constant)));
        return emit.div(context.number(sign), context.divisor(root));
    }

    private static String atan(BackwardContext context) {
        return context.builder().op("Reciprocal", plusOne(context, square(context, context.x(0))));
    }

    private static String atanh(BackwardContext context) {
        String rest = context.builder().sub(context.number(1), square(context, context.x(0)));
        return context.builder().op("Reciprocal", context.divisor(rest));
    }

    private static String selu(BackwardContext context) {
        double alpha =
                context.node().attribute("alpha").map(a -> (double) a.number()).orElse(SELU_ALPHA);
        double gamma =
                context.node().attribute("gamma").map(a -> (double) a.number()).orElse(SELU_GAMMA);
        return exponential(context, gamma, alpha);
    }

    private static String celu(BackwardContext context) {
        String scaled = context.builder()
                .div(context.y(0), context.number(context.node().number("alpha", 1)));
        return either(
                context, context.x(0), context.number(1), context.builder().add(scaled, context.number(1)));
    }

    private static String softsign(BackwardContext context) {
        GraphBuilder emit = context.builder();
        return emit.op("Reciprocal", square(context, emit.add(context.number(1), emit.op("Abs", context.x(0)))));
    }

    private static String sigmoid(BackwardContext context) {
        return context.builder().mul(context.y(0), Masks.complement(context, context.y(0)));
    }

    private static String hardSigmoid(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String inside = emit.mul(Masks.positive(context, context.y(0)), Masks.below(context, context.y(0), 1));
        return emit.mul(inside, context.number(context.node().number("alpha", 0.2f)));
    }

    private static String hardSwish(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String gate = emit.op("HardSigmoid", context.x(0), Attribute.of("alpha", 1f / 6), Attribute.of("beta", 0.5f));
        String inside = emit.mul(Masks.positive(context, gate), Masks.below(context, gate, 1));
        return emit.add(gate, emit.mul(emit.mul(context.x(0), context.number(1.0 / 6)), inside));
    }

    /** x · tanh(softplus(x)). */
    private static String mish(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String t = emit.op("Tanh", emit.op("Softplus", context.x(0)));
        String slope = emit.mul(Masks.complement(context, square(context, t)), emit.op("Sigmoid", context.x(0)));
        return emit.add(t, emit.mul(context.x(0), slope));
    }

    private static String tanh(BackwardContext context) {
        return Masks.complement(context, square(context, context.y(0)));
    }

    private static String gaussian(BackwardContext context, double scale, double exponent) {
        GraphBuilder emit = context.builder();
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
        GraphBuilder emit = context.builder();
        String erf = emit.op("Erf", emit.mul(context.x(0), context.number(Math.sqrt(0.5))));
        String cumulative = emit.add(emit.mul(erf, context.number(0.5)), context.number(0.5));
        String density = gaussian(context, 1 / Math.sqrt(2 * Math.PI), -0.5);
        return emit.add(cumulative, emit.mul(context.x(0), density));
    }

    /** 0.5x(1 + tanh u) with u = √(2/π)(x + 0.044715x³). */
    private static String tanhGelu(BackwardContext context) {
        GraphBuilder emit = context.builder();
        double c = Math.sqrt(2 / Math.PI);
        String x2 = square(context, context.x(0));
        String inner = emit.add(context.number(c), emit.mul(x2, context.number(c * TANH_GELU_CUBIC)));
        String t = emit.op("Tanh", emit.mul(context.x(0), inner));
        String slope = emit.add(context.number(c), emit.mul(x2, context.number(3 * c * TANH_GELU_CUBIC)));
        String bend = emit.mul(emit.mul(context.x(0), slope), Masks.complement(context, square(context, t)));
        return emit.mul(context.number(0.5), emit.add(emit.add(context.number(1), t), bend));
    }

    /** x · σ(αx) with α = 1.702 unless told. */
    private static String quickGelu(BackwardContext context) {
        return gated(context, context.node().number("alpha", 1.702f));
    }

    /** x · σ(αx) with α = 1 unless told. */
    private static String swish(BackwardContext context) {
        return gated(context, context.node().number("alpha", 1));
    }

    private static String gated(BackwardContext context, float alpha) {
        GraphBuilder emit = context.builder();
        String scaled = emit.mul(context.x(0), context.number(alpha));
        String gate = emit.op("Sigmoid", scaled);
        String slope = emit.mul(gate, Masks.complement(context, gate));
        return emit.add(gate, emit.mul(scaled, slope));
    }

    /** Nothing passes where a bound holds the value, nor exactly at the bound, as with ReLU; there the bound gets it. */
    static void clip(BackwardContext context) {
        if (context.wants(0)) {
            context.add(
                    0,
                    BandMask.of(context)
                            .map(band -> context.builder().mul(context.dy(), band))
                            .orElseGet(() -> insideBoth(context)));
        }
        for (int bound = 1; bound <= 2; bound++) {
            if (context.wants(bound)) {
                String held = context.builder().cast(bound == 1 ? heldUp(context) : heldDown(context), context.type());
                ArithmeticRules.give(context, bound, context.builder().mul(context.dy(), held));
            }
        }
    }

    private static String insideBoth(BackwardContext context) {
        String gradient = context.dy();
        for (int bound = 1; bound <= 2; bound++) {
            if (context.node().hasInput(bound)) {
                gradient = context.builder().mul(gradient, inside(context, bound));
            }
        }
        return gradient;
    }

    private static String inside(BackwardContext context, int bound) {
        double[] value = context.shapes().constant(context.x(bound)).orElse(null);
        if (value != null) {
            return bound == 1
                    ? Masks.above(context, context.y(0), value[0])
                    : Masks.below(context, context.y(0), value[0]);
        }
        String inside = context.builder().op(bound == 1 ? "Greater" : "Less", context.y(0), context.x(bound));
        return context.builder().cast(inside, context.type());
    }

    /** Where the lower bound is the result: an upper bound below it wins. */
    private static String heldUp(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String held = emit.op("Less", context.x(0), context.x(1));
        return context.node().hasInput(2)
                ? emit.op("And", held, emit.op("LessOrEqual", context.x(1), context.x(2)))
                : held;
    }

    /** Where the upper bound is the result. */
    private static String heldDown(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String bounded = context.node().hasInput(1) ? emit.op("Max", context.x(0), context.x(1)) : context.x(0);
        return emit.op("Greater", bounded, context.x(2));
    }

    private static void cast(BackwardContext context) {
        if (context.wants(0)) {
            context.add(
                    0,
                    context.type() == context.shapes().type(context.x(0))
                            ? context.dy()
                            : context.builder()
                                    .cast(context.dy(), context.shapes().type(context.x(0))));
        }
        context.flat(1);
    }
}
