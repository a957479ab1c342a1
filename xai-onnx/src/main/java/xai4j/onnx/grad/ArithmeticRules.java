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
                .rule(step -> give(step, 0, step.dy()), "Expand");
    }

    /** Adds a gradient of the output's shape to an input that was broadcast to it. */
    static void give(Step step, int input, String gradient) {
        step.add(input, step.unbroadcast(gradient, step.outputDims(), input));
    }

    private static void add(Step step) {
        for (int i = 0; i < step.node().inputs().size(); i++) {
            if (step.wants(i)) {
                give(step, i, step.dy());
            }
        }
    }

    private static void mean(Step step) {
        int count = step.node().inputs().size();
        String share = step.emit().mul(step.dy(), step.number(1.0 / count));
        for (int i = 0; i < count; i++) {
            if (step.wants(i)) {
                give(step, i, share);
            }
        }
    }

    private static void sub(Step step) {
        if (step.wants(0)) {
            give(step, 0, step.dy());
        }
        if (step.wants(1)) {
            give(step, 1, step.emit().op("Neg", step.dy()));
        }
    }

    private static void mul(Step step) {
        for (int gate = 0; gate < 2; gate++) {
            if (isSwish(step, gate)) {
                step.add(1 - gate, step.emit().mul(step.dy(), swishSlope(step, gate)));
                return;
            }
        }
        for (int i = 0; i < 2; i++) {
            if (step.wants(i)) {
                give(step, i, step.emit().mul(step.dy(), step.x(1 - i)));
            }
        }
    }

    /** Whether one factor is the sigmoid of the other. */
    private static boolean isSwish(Step step, int gate) {
        return step.wants(gate)
                && step.wants(1 - gate)
                && step.producer(gate)
                        .filter(node -> node.is("Sigmoid") && node.input(0).equals(step.x(1 - gate)))
                        .isPresent();
    }

    /** s + y (1 − s) for y = x s with s = σ(x): half the work of the two derivatives by themselves. */
    private static String swishSlope(Step step, int gate) {
        String s = step.x(gate);
        return step.emit().add(s, step.emit().mul(step.y(0), Masks.complement(step, s)));
    }

    private static void div(Step step) {
        Emitter emit = step.emit();
        String quotient = emit.div(step.dy(), step.x(1));
        if (step.wants(0)) {
            give(step, 0, quotient);
        }
        if (step.wants(1)) {
            give(step, 1, emit.op("Neg", emit.mul(quotient, step.y(0))));
        }
    }

    private static void pow(Step step) {
        Emitter emit = step.emit();
        if (step.wants(0)) {
            give(step, 0, emit.mul(step.dy(), powSlope(step)));
        }
        if (step.wants(1)) {
            give(step, 1, emit.mul(step.dy(), emit.mul(step.y(0), emit.op("Log", step.x(0)))));
        }
    }

    /** c · x^(c−1); the exponent may be of another type than the base. */
    private static String powSlope(Step step) {
        Emitter emit = step.emit();
        double[] exponent = step.shapes().constant(step.x(1)).orElse(new double[0]);
        if (exponent.length == 1) {
            double c = exponent[0];
            if (c == 1) {
                return step.number(1);
            }
            String power = c == 2 ? step.x(0) : emit.op("Pow", step.x(0), step.number(c - 1));
            return emit.mul(power, step.number(c));
        }
        ElementType type = step.shapes().type(step.x(1));
        String c = type == step.type() ? step.x(1) : emit.cast(step.x(1), step.type());
        return emit.mul(c, emit.op("Pow", step.x(0), emit.sub(c, step.number(1))));
    }

    /** The cotangent goes to the inputs that have the extreme value, in equal parts. */
    private static void extreme(Step step) {
        Emitter emit = step.emit();
        int count = step.node().inputs().size();
        String[] equal = new String[count];
        String ties = "";
        for (int i = 0; i < count; i++) {
            equal[i] = emit.cast(emit.op("Equal", step.x(i), step.y(0)), step.type());
            ties = i == 0 ? equal[0] : emit.add(ties, equal[i]);
        }
        String share = emit.div(step.dy(), ties);
        for (int i = 0; i < count; i++) {
            if (step.wants(i)) {
                give(step, i, emit.mul(share, equal[i]));
            }
        }
    }

    private static void where(Step step) {
        for (int i = 1; i <= 2; i++) {
            if (step.wants(i)) {
                java.util.List<String> inputs = i == 1
                        ? java.util.List.of(step.x(0), step.dy(), step.number(0))
                        : java.util.List.of(step.x(0), step.number(0), step.dy());
                give(step, i, step.emit().op("Where", inputs));
            }
        }
    }
}
