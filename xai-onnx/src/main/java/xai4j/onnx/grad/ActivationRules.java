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
                .rule(local(step -> Masks.positive(step, step.y(0))), "Relu")
                .rule(local(ActivationRules::leakyRelu), "LeakyRelu")
                .rule(ActivationRules::pRelu, "PRelu")
                .rule(local(step -> exponential(step, 1, step.node().number("alpha", 1))), "Elu")
                .rule(local(ActivationRules::selu), "Selu")
                .rule(local(ActivationRules::celu), "Celu")
                .rule(local(step -> Masks.above(step, step.x(0), step.node().number("alpha", 1))), "ThresholdedRelu")
                .rule(local(step -> step.emit().op("Sigmoid", step.x(0))), "Softplus")
                .rule(local(ActivationRules::softsign), "Softsign")
                .rule(local(ActivationRules::sigmoid), "Sigmoid")
                .rule(local(ActivationRules::hardSigmoid), "HardSigmoid")
                .rule(local(ActivationRules::hardSwish), "HardSwish")
                .rule(local(ActivationRules::mish), "Mish")
                .rule(local(ActivationRules::tanh), "Tanh")
                .rule(local(ActivationRules::erf), "Erf")
                .rule(local(ActivationRules::gelu), "Gelu", "com.microsoft.Gelu")
                .rule(local(ActivationRules::quickGelu), "com.microsoft.QuickGelu")
                .rule(local(step -> step.y(0)), "Exp")
                .rule(local(step -> step.emit().op("Reciprocal", step.x(0))), "Log")
                .rule(local(step -> step.emit().div(step.number(0.5), step.y(0))), "Sqrt")
                .rule(local(step -> step.emit().op("Neg", square(step, step.y(0)))), "Reciprocal")
                .rule(local(step -> step.number(-1)), "Neg")
                .rule(local(step -> step.emit().op("Sign", step.x(0))), "Abs")
                .rule(local(step -> step.emit().op("Cos", step.x(0))), "Sin")
                .rule(local(step -> step.emit().op("Neg", step.emit().op("Sin", step.x(0)))), "Cos")
                .rule(ActivationRules::clip, "Clip")
                .rule(step -> step.add(0, step.dy()), "Identity", "Dropout")
                .rule(ActivationRules::cast, "Cast", "CastLike")
                .rule(step -> {}, "Floor", "Ceil", "Round", "Sign");
    }

    /** A function applied to each element: the cotangent times the derivative. */
    private static Rule local(Function<Step, String> derivative) {
        return step -> step.add(0, step.emit().mul(step.dy(), derivative.apply(step)));
    }

    private static String square(Step step, String x) {
        return step.emit().mul(x, x);
    }

    /** positive · m + negative · (1 − m), m being where the mark is positive. */
    private static String either(Step step, String mark, String positive, String negative) {
        Emitter emit = step.emit();
        String mask = Masks.positive(step, mark);
        String rest = emit.sub(step.number(1), mask);
        return emit.add(emit.mul(positive, mask), emit.mul(negative, rest));
    }

    private static String leakyRelu(Step step) {
        float alpha = step.node().number("alpha", 0.01f);
        String mask = Masks.positive(step, alpha > 0 ? step.y(0) : step.x(0));
        return step.emit().add(step.emit().mul(mask, step.number(1 - alpha)), step.number(alpha));
    }

    private static void pRelu(Step step) {
        if (step.wants(1)) {
            throw step.refusal("its slope is computed from the image");
        }
        step.add(0, step.emit().mul(step.dy(), either(step, step.x(0), step.number(1), step.x(1))));
    }

    /** y = scale · α(eˣ − 1) below zero, so the derivative there is y + scale · α. */
    private static String exponential(Step step, double gamma, double alpha) {
        String below = step.emit().add(step.y(0), step.number(gamma * alpha));
        return either(step, step.x(0), step.number(gamma), below);
    }

    private static String selu(Step step) {
        double alpha =
                step.node().attribute("alpha").map(a -> (double) a.number()).orElse(SELU_ALPHA);
        double gamma =
                step.node().attribute("gamma").map(a -> (double) a.number()).orElse(SELU_GAMMA);
        return exponential(step, gamma, alpha);
    }

    private static String celu(Step step) {
        String scaled = step.emit().div(step.y(0), step.number(step.node().number("alpha", 1)));
        return either(step, step.x(0), step.number(1), step.emit().add(scaled, step.number(1)));
    }

    private static String softsign(Step step) {
        Emitter emit = step.emit();
        return emit.op("Reciprocal", square(step, emit.add(step.number(1), emit.op("Abs", step.x(0)))));
    }

    private static String sigmoid(Step step) {
        return step.emit().mul(step.y(0), Masks.complement(step, step.y(0)));
    }

    private static String hardSigmoid(Step step) {
        Emitter emit = step.emit();
        String inside = emit.mul(Masks.positive(step, step.y(0)), Masks.below(step, step.y(0), 1));
        return emit.mul(inside, step.number(step.node().number("alpha", 0.2f)));
    }

    private static String hardSwish(Step step) {
        Emitter emit = step.emit();
        String gate = emit.op("HardSigmoid", step.x(0), Attribute.of("alpha", 1f / 6), Attribute.of("beta", 0.5f));
        String inside = emit.mul(Masks.positive(step, gate), Masks.below(step, gate, 1));
        return emit.add(gate, emit.mul(emit.mul(step.x(0), step.number(1.0 / 6)), inside));
    }

    /** x · tanh(softplus(x)). */
    private static String mish(Step step) {
        Emitter emit = step.emit();
        String t = emit.op("Tanh", emit.op("Softplus", step.x(0)));
        String slope = emit.mul(Masks.complement(step, square(step, t)), emit.op("Sigmoid", step.x(0)));
        return emit.add(t, emit.mul(step.x(0), slope));
    }

    private static String tanh(Step step) {
        return Masks.complement(step, square(step, step.y(0)));
    }

    private static String gaussian(Step step, double scale, double exponent) {
        Emitter emit = step.emit();
        String power = emit.mul(square(step, step.x(0)), step.number(exponent));
        return emit.mul(emit.op("Exp", power), step.number(scale));
    }

    private static String erf(Step step) {
        return gaussian(step, 2 / Math.sqrt(Math.PI), -1);
    }

    private static String gelu(Step step) {
        return step.node().text("approximate", "none").equals("tanh") ? tanhGelu(step) : exactGelu(step);
    }

    /** Φ(x) + x · φ(x). */
    private static String exactGelu(Step step) {
        Emitter emit = step.emit();
        String erf = emit.op("Erf", emit.mul(step.x(0), step.number(Math.sqrt(0.5))));
        String cumulative = emit.add(emit.mul(erf, step.number(0.5)), step.number(0.5));
        String density = gaussian(step, 1 / Math.sqrt(2 * Math.PI), -0.5);
        return emit.add(cumulative, emit.mul(step.x(0), density));
    }

    /** 0.5x(1 + tanh u) with u = √(2/π)(x + 0.044715x³). */
    private static String tanhGelu(Step step) {
        Emitter emit = step.emit();
        double c = Math.sqrt(2 / Math.PI);
        String x2 = square(step, step.x(0));
        String inner = emit.add(step.number(c), emit.mul(x2, step.number(c * TANH_GELU_CUBIC)));
        String t = emit.op("Tanh", emit.mul(step.x(0), inner));
        String slope = emit.add(step.number(c), emit.mul(x2, step.number(3 * c * TANH_GELU_CUBIC)));
        String bend = emit.mul(emit.mul(step.x(0), slope), Masks.complement(step, square(step, t)));
        return emit.mul(step.number(0.5), emit.add(emit.add(step.number(1), t), bend));
    }

    /** x · σ(αx). */
    private static String quickGelu(Step step) {
        Emitter emit = step.emit();
        String scaled = emit.mul(step.x(0), step.number(step.node().number("alpha", 1.702f)));
        String gate = emit.op("Sigmoid", scaled);
        String slope = emit.mul(gate, Masks.complement(step, gate));
        return emit.add(gate, emit.mul(scaled, slope));
    }

    /** Nothing passes where a bound holds the value, nor exactly at the bound, as with ReLU. */
    static void clip(Step step) {
        String gradient = step.dy();
        for (int bound = 1; bound <= 2; bound++) {
            if (!step.node().hasInput(bound)) {
                continue;
            }
            double[] value = step.shapes().constant(step.x(bound)).orElse(null);
            String mask;
            if (value != null) {
                mask = bound == 1 ? Masks.above(step, step.y(0), value[0]) : Masks.below(step, step.y(0), value[0]);
            } else {
                String inside = step.emit().op(bound == 1 ? "Greater" : "Less", step.y(0), step.x(bound));
                mask = step.emit().cast(inside, step.type());
            }
            gradient = step.emit().mul(gradient, mask);
        }
        step.add(0, gradient);
    }

    private static void cast(Step step) {
        step.add(
                0,
                step.type() == step.shapes().type(step.x(0))
                        ? step.dy()
                        : step.emit().cast(step.dy(), step.shapes().type(step.x(0))));
    }
}
