package xai4j.onnx.grad;

import static xai4j.onnx.grad.BookRule.none;
import static xai4j.onnx.grad.BookRule.own;
import static xai4j.onnx.grad.OperatorRules.LINEAR;
import static xai4j.onnx.grad.OperatorRules.MOVED;
import static xai4j.onnx.grad.OperatorRules.RESCALED;

import java.util.List;
import xai4j.onnx.graph.ElementType;

/** Elementwise functions of several values, with broadcasting. */
final class ArithmeticRules {
    private ArithmeticRules() {}

    static OperatorRules.Family family() {
        return new OperatorRules.Family()
                .add(ArithmeticRules::add, LINEAR, own(Lrp::sum), "Add", "Sum")
                .add(ArithmeticRules::mean, LINEAR, own(Lrp::sum), "Mean")
                .add(ArithmeticRules::sub, LINEAR, own(Lrp::sum), "Sub")
                .add(ArithmeticRules::mul, own(DeepLift::mul), own(Lrp::product), "Mul")
                .add(ArithmeticRules::div, own(DeepLift::div), own(Lrp::quotient), "Div")
                .add(ArithmeticRules::pow, RESCALED, none(), "Pow")
                .add(ArithmeticRules::mod, "Mod")
                .add(ArithmeticRules::extreme, own(DeepLift::extreme), MOVED, "Min", "Max")
                .add(ArithmeticRules::where, own(DeepLift::where), MOVED, "Where")
                .add(context -> give(context, 0, context.dy()), LINEAR, MOVED, "Expand");
    }

    /** Adds a gradient of the output's shape to an input that was broadcast to it. */
    static void give(BackwardContext context, int input, String gradient) {
        context.add(input, context.unbroadcast(gradient, context.outputDims(), input));
    }

    private static void add(BackwardContext context) {
        for (int i = 0; i < context.node().inputs().size(); i++) {
            if (context.wants(i)) {
                give(context, i, context.dy());
            }
        }
    }

    private static void mean(BackwardContext context) {
        int count = context.node().inputs().size();
        String share = context.builder().mul(context.dy(), context.number(1.0 / count));
        for (int i = 0; i < count; i++) {
            if (context.wants(i)) {
                give(context, i, share);
            }
        }
    }

    private static void sub(BackwardContext context) {
        if (context.wants(0)) {
            give(context, 0, context.dy());
        }
        if (context.wants(1)) {
            give(context, 1, context.builder().op("Neg", context.dy()));
        }
    }

    private static void mul(BackwardContext context) {
        for (int gate = 0; gate < 2; gate++) {
            if (isSwish(context, gate)) {
                context.add(1 - gate, context.builder().mul(context.dy(), swishSlope(context, gate)));
                context.flat(gate); // what would pass through the gate is part of the slope
                return;
            }
        }
        for (int i = 0; i < 2; i++) {
            if (context.wants(i)) {
                give(context, i, context.builder().mul(context.dy(), context.x(1 - i)));
            }
        }
    }

    /** Whether one factor is the sigmoid of the other. */
    private static boolean isSwish(BackwardContext context, int gate) {
        return context.wants(gate)
                && context.wants(1 - gate)
                && context.producer(gate)
                        .filter(node -> node.is("Sigmoid") && node.input(0).equals(context.x(1 - gate)))
                        .isPresent();
    }

    /** s + y (1 − s) for y = x s with s = σ(x): half the work of the two derivatives by themselves. */
    private static String swishSlope(BackwardContext context, int gate) {
        String s = context.x(gate);
        return context.builder().add(s, context.builder().mul(context.y(0), Masks.complement(context, s)));
    }

    /** Nothing passes where the divisor is 0: such a quotient is infinite, and only of use where a Where leaves it out. */
    private static void div(BackwardContext context) {
        GraphBuilder emit = context.builder();
        String divisor = context.divisor(context.x(1));
        String quotient = emit.div(context.dy(), divisor);
        if (context.wants(0)) {
            give(context, 0, quotient);
        }
        if (context.wants(1)) {
            boolean guarded = !divisor.equals(context.x(1));
            String y = guarded ? emit.div(context.x(0), divisor) : context.y(0);
            give(context, 1, emit.op("Neg", emit.mul(quotient, y)));
        }
    }

    private static void pow(BackwardContext context) {
        GraphBuilder emit = context.builder();
        if (context.wants(0)) {
            give(context, 0, emit.mul(context.dy(), powSlope(context)));
        }
        if (context.wants(1)) {
            String slope = emit.mul(context.y(0), emit.op("Log", context.x(0)));
            give(context, 1, emit.mul(context.dy(), context.unlessZero(context.x(0), slope)));
        }
    }

    /** c · x^(c−1), and nothing at 0 where that is infinite; the exponent may be of another type than the base. */
    private static String powSlope(BackwardContext context) {
        GraphBuilder emit = context.builder();
        double[] exponent = context.shapes().constant(context.x(1)).orElse(new double[0]);
        if (exponent.length == 1) {
            double c = exponent[0];
            if (c == 1) {
                return context.number(1);
            }
            if (c == 0) {
                return context.number(0);
            }
            String power = c == 2 ? context.x(0) : emit.op("Pow", context.x(0), context.number(c - 1));
            String slope = emit.mul(power, context.number(c));
            return c < 1 ? context.unlessZero(context.x(0), slope) : slope;
        }
        ElementType type = context.shapes().type(context.x(1));
        String c = type == context.type() ? context.x(1) : emit.cast(context.x(1), context.type());
        String slope = emit.mul(c, emit.op("Pow", context.x(0), emit.sub(c, context.number(1))));
        String steep = emit.op(
                "And", emit.op("Equal", context.x(0), context.number(0)), emit.op("Less", c, context.number(1)));
        return emit.op("Where", List.of(steep, context.number(0), slope));
    }

    /** a − b·q with q the quotient, rounded down, or towards zero with {@code fmod}. */
    private static void mod(BackwardContext context) {
        GraphBuilder emit = context.builder();
        if (context.wants(0)) {
            give(context, 0, context.dy());
        }
        if (context.wants(1)) {
            String whole = emit.div(emit.sub(context.y(0), context.x(0)), context.divisor(context.x(1)));
            give(context, 1, emit.mul(context.dy(), context.unlessZero(context.x(1), emit.op("Round", whole))));
        }
    }

    /** The cotangent goes to the inputs that have the extreme value, in equal parts. */
    private static void extreme(BackwardContext context) {
        GraphBuilder emit = context.builder();
        int count = context.node().inputs().size();
        String[] equal = new String[count];
        String ties = "";
        for (int i = 0; i < count; i++) {
            equal[i] = emit.cast(emit.op("Equal", context.x(i), context.y(0)), context.type());
            ties = i == 0 ? equal[0] : emit.add(ties, equal[i]);
        }
        String share = emit.div(context.dy(), ties);
        for (int i = 0; i < count; i++) {
            if (context.wants(i)) {
                give(context, i, emit.mul(share, equal[i]));
            }
        }
    }

    static void where(BackwardContext context) {
        for (int i = 1; i <= 2; i++) {
            if (context.wants(i)) {
                List<String> inputs = i == 1
                        ? List.of(context.x(0), context.dy(), context.number(0))
                        : List.of(context.x(0), context.number(0), context.dy());
                give(context, i, context.builder().op("Where", inputs));
            }
        }
    }
}
