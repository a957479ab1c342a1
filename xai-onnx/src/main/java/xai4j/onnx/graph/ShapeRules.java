package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Per operator: what the inputs tell about the outputs. */
final class ShapeRules {
    private static final Map<String, Consumer<ShapeContext>> RULES = new HashMap<>();

    static {
        same(
                "Relu LeakyRelu PRelu ThresholdedRelu Elu Selu Celu Softplus Softsign Sigmoid HardSigmoid HardSwish Mish Swish"
                        + " Tanh Erf Gelu Softmax LogSoftmax Hardmax BatchNormalization InstanceNormalization"
                        + " GroupNormalization RMSNormalization LRN LpNormalization MeanVarianceNormalization Clip Sign Sin Cos Tan"
                        + " Asin Acos Atan Sinh Cosh Asinh Acosh Atanh CumSum ImageScaler ScatterND ScatterElements Scatter Trilu"
                        + " ReverseSequence Shrink BitwiseNot Bernoulli Affine");
        each(
                "Neg Abs Floor Ceil Round Sqrt Exp Log Reciprocal Identity",
                call -> call.out(ConstantFolding.unary(call.node().operator(), call.in(0), call.type())));
        each(
                "Add Sub Mul Div Pow Mod BitShift",
                call -> call.out(ConstantFolding.binary(call.node().operator(), call.in(0), call.in(1), call.type())));
        each(
                "Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor",
                call -> call.out(
                        ConstantFolding.binary(call.node().operator(), call.in(0), call.in(1), ElementType.BOOL)));
        each("Max Min Sum Mean", ShapeRules::variadic);
        each("Not", call -> call.out(ConstantFolding.unary("Not", call.in(0), ElementType.BOOL)));
        each("IsNaN IsInf", call -> call.out(InferredValue.of(ElementType.BOOL, call.dims(0))));
        each("Where", call -> call.out(ConstantFolding.where(call.in(0), call.in(1), call.in(2))));
        each("Cast", ShapeRules::cast);
        each(
                "CastLike",
                call -> call.out(
                        ConstantFolding.unary("Cast", call.in(0), call.in(1).type())));
        each("Dropout", ShapeRules::dropout);
        each("LayerNormalization", ShapeRules::layerNormalization);
        RULES.putAll(WindowShapes.rules());
        RULES.putAll(MovementShapes.rules());
        RULES.putAll(ReductionShapes.rules());
        RULES.putAll(QuantizedShapes.rules());
        RULES.putAll(FusedShapes.rules());
    }

    private ShapeRules() {}

    static void infer(ShapeContext call) {
        Consumer<ShapeContext> rule = rule(call.node());
        if (rule != null) {
            rule.accept(call);
        }
    }

    /** Whether there is a rule for a node's operator. */
    static boolean covers(Node node) {
        return rule(node) != null;
    }

    private static @Nullable Consumer<ShapeContext> rule(Node node) {
        return RULES.get(isKnownElsewhere(node) ? node.operator() : node.qualifiedOperator());
    }

    /** ONNX Runtime's own domain holds a few operators that keep the shape of their input. */
    private static boolean isKnownElsewhere(Node node) {
        return node.domain().equals("com.microsoft")
                && (Stream.of("Gelu", "QuickGelu", "FastGelu").anyMatch(node.operator()::equals)
                        || QuantizedShapes.rules().containsKey(node.operator()));
    }

    private static void each(String operators, Consumer<ShapeContext> rule) {
        for (String operator : operators.split(" ", -1)) {
            RULES.put(operator, rule);
        }
    }

    private static void same(String operators) {
        each(
                operators,
                call -> call.out(InferredValue.of(call.type(), call.in(0).dims())));
        each(
                "FastGelu QuickGelu",
                call -> call.out(InferredValue.of(call.type(), call.in(0).dims())));
    }

    private static void variadic(ShapeContext call) {
        InferredValue result = call.in(0);
        for (int i = 1; i < call.inputCount(); i++) {
            result = ConstantFolding.binary(call.node().operator(), result, call.in(i), call.type());
        }
        call.out(result);
    }

    private static void cast(ShapeContext call) {
        ElementType to = ElementType.of(call.node().integer("to", 0));
        call.out(ConstantFolding.unary("Cast", call.in(0), to));
    }

    /** The result, and mean and inverse deviation over the axes that are normalised. */
    private static void layerNormalization(ShapeContext call) {
        call.out(InferredValue.of(call.type(), call.dims(0)));
        long[] reduced = call.dims(0).clone();
        Arrays.fill(reduced, Dims.axis(call.node().integer("axis", -1), reduced.length), reduced.length, 1);
        call.out(1, InferredValue.of(ElementType.FLOAT, reduced));
        call.out(2, InferredValue.of(ElementType.FLOAT, reduced));
    }

    private static void dropout(ShapeContext call) {
        call.out(call.in(0));
        call.out(1, InferredValue.of(ElementType.BOOL, call.in(0).dims()));
    }

    /** Rules of one family under construction. */
    static final class Family {
        private final Map<String, Consumer<ShapeContext>> rules = new HashMap<>();

        Family add(String operators, Consumer<ShapeContext> rule) {
            List<String> names = new ArrayList<>(Arrays.asList(operators.split(" ", -1)));
            names.forEach(name -> rules.put(name, rule));
            return this;
        }

        Map<String, Consumer<ShapeContext>> done() {
            return rules;
        }
    }
}
