package xai4j.onnx.grad;

import xai4j.onnx.graph.ElementType;

/** Elementwise functions of several values, with broadcasting. */
final class ArithmeticRules {
    private ArithmeticRules() {}

    static RuleBook book() {
        return new RuleBook()
                .rule(ArithmeticRules::add, "Add", "Sum")
                .rule(ArithmeticRules::mean, "Mean")
                .rule(ArithmeticRules::sub, "Sub")
                .rule(ArithmeticRules::mul, "Mul")
                .rule(ArithmeticRules::div, "Div")
                .rule(ArithmeticRules::pow, "Pow")
                .rule(ArithmeticRules::extreme, "Min", "Max")
                .rule(ArithmeticRules::where, "Where")
                .rule(context -> give(context, 0, context.dy()), "Expand");
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
        String share = context.emit().mul(context.dy(), context.number(1.0 / count));
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
            give(context, 1, context.emit().op("Neg", context.dy()));
        }
    }

    private static void mul(BackwardContext context) {
        for (int gate = 0; gate < 2; gate++) {
            if (isSwish(context, gate)) {
                context.add(1 - gate, context.emit().mul(context.dy(), swishSlope(context, gate)));
                return;
            }
        }
        for (int i = 0; i < 2; i++) {
            if (context.wants(i)) {
                give(context, i, context.emit().mul(context.dy(), context.x(1 - i)));
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
        return context.emit().add(s, context.emit().mul(context.y(0), Masks.complement(context, s)));
    }

    private static void div(BackwardContext context) {
        GraphBuilder emit = context.emit();
        String quotient = emit.div(context.dy(), context.x(1));
        if (context.wants(0)) {
            give(context, 0, quotient);
        }
        if (context.wants(1)) {
            give(context, 1, emit.op("Neg", emit.mul(quotient, context.y(0))));
        }
    }

    private static void pow(BackwardContext context) {
        GraphBuilder emit = context.emit();
        if (context.wants(0)) {
            give(context, 0, emit.mul(context.dy(), powSlope(context)));
        }
        if (context.wants(1)) {
            give(context, 1, emit.mul(context.dy(), emit.mul(context.y(0), emit.op("Log", context.x(0)))));
        }
    }

    /** c · x^(c−1); the exponent may be of another type than the base. */
    private static String powSlope(BackwardContext context) {
        GraphBuilder emit = context.emit();
        double[] exponent = context.shapes().constant(context.x(1)).orElse(new double[0]);
        if (exponent.length == 1) {
            double c = exponent[0];
            if (c == 1) {
                return context.number(1);
            }
            String power = c == 2 ? context.x(0) : emit.op("Pow", context.x(0), context.number(c - 1));
            return emit.mul(power, context.number(c));
        }
        ElementType type = context.shapes().type(context.x(1));
        String c = type == context.type() ? context.x(1) : emit.cast(context.x(1), context.type());
        return emit.mul(c, emit.op("Pow", context.x(0), emit.sub(c, context.number(1))));
    }

    /** The cotangent goes to the inputs that have the extreme value, in equal parts. */
    private static void extreme(BackwardContext context) {
        GraphBuilder emit = context.emit();
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

    private static void where(BackwardContext context) {
        for (int i = 1; i <= 2; i++) {
            if (context.wants(i)) {
                java.util.List<String> inputs = i == 1
                        ? java.util.List.of(context.x(0), context.dy(), context.number(0))
                        : java.util.List.of(context.x(0), context.number(0), context.dy());
                give(context, i, context.emit().op("Where", inputs));
            }
        }
    }
}
