package xai4j.onnx.grad;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.onnx.graph.Attribute;

/** Elementwise operators against finite differences. */
class ElementwiseGradientTest {
    private static final int OPSET = 18;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "Softplus", "Softsign", "Sigmoid", "HardSigmoid",
                        "HardSwish",
                "Mish", "Tanh", "Erf", "Exp", "Reciprocal", "Neg", "Abs", "Sin", "Cos", "Identity"
            })
    void functionsOfOneValue(String operator) {
        for (int seed = 0; seed < 3; seed++) {
            OperatorCheck.batched(seed, OPSET, check -> {
                double to = operator.equals("HardSigmoid") || operator.equals("HardSwish") ? 4 : 2;
                check.range(-to, to).step(operator.equals("Reciprocal") ? 0.02 : 0.1);
                return check.op(operator, check.value(3, 7));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Log", "Sqrt"})
    void functionsOfPositiveValues(String operator) {
        OperatorCheck.batched(1, OPSET, check -> check.range(0.4, 3).op(operator, check.value(20)));
    }

    @Test
    void attributesOfActivationsCount() {
        Attribute alpha = Attribute.of("alpha", 0.3f);
        OperatorCheck.batched(2, OPSET, check -> check.op("LeakyRelu", check.value(15), alpha));
        OperatorCheck.batched(3, OPSET, check -> check.op("LeakyRelu", check.value(15), Attribute.of("alpha", -0.2f)));
        OperatorCheck.batched(4, OPSET, check -> check.op("Elu", check.value(15), alpha));
        OperatorCheck.batched(5, OPSET, check -> check.op("Celu", check.value(15), alpha));
        OperatorCheck.batched(6, OPSET, check -> check.op("Selu", check.value(15), alpha, Attribute.of("gamma", 2f)));
        OperatorCheck.batched(
                7, OPSET, check -> check.op("HardSigmoid", check.value(15), alpha, Attribute.of("beta", 0.4f)));
        OperatorCheck.batched(8, 20, check -> check.op("Gelu", check.value(15)));
        OperatorCheck.batched(9, 20, check -> check.op("Gelu", check.value(15), Attribute.of("approximate", "tanh")));
        OperatorCheck.batched(
                10, OPSET, check -> check.op("PRelu", List.of(check.value(3, 2, 2), check.weights(3, 1, 1))));
    }

    @Test
    void aSwishMayBeWrittenEitherWayRoundAndItsGateUsedAgain() {
        OperatorCheck.batched(1, OPSET, check -> {
            String x = check.value(9);
            return check.op("Mul", List.of(x, check.op("Sigmoid", x)));
        });
        OperatorCheck.batched(2, OPSET, check -> {
            String x = check.value(9);
            String gate = check.op("Sigmoid", x);
            return check.op("Add", List.of(check.op("Mul", List.of(gate, x)), gate));
        });
    }

    @Test
    void stepsPassNothing() {
        OperatorCheck.batched(1, OPSET, check -> {
            String x = check.range(0.1, 0.9).value(7);
            return check.op("Add", List.of(x, check.op("Floor", x)));
        });
    }

    /** Small steps, so that none crosses a bound. */
    @Test
    void boundsHold() {
        clip(1, -2, 2, -0.7, 1.1);
        clip(2, -4, 9, 0, 6);
        clip(3, -2, 2, 0.001, 50);
        clip(4, -2, 2, -1e5, 1e-4);
        OperatorCheck.batched(
                5, OPSET, check -> check.step(0.01).op("Clip", List.of(check.value(21), "", check.scalar(0.5))));
        OperatorCheck.batched(6, OPSET, check -> check.step(0.01)
                .op("ThresholdedRelu", check.value(21), Attribute.of("alpha", 0.6f)));
    }

    private static void clip(long seed, double from, double to, double low, double high) {
        OperatorCheck.batched(seed, OPSET, check -> check.range(from, to)
                .step(0.01)
                .op("Clip", List.of(check.value(21), check.scalar(low), check.scalar(high))));
    }

    @Property(tries = 40)
    void productsAndQuotientsOfBroadcastValues(@ForAll long seed) {
        OperatorCheck.fixed(seed, OPSET, check -> {
            String operator = List.of("Add", "Sub", "Mul", "Div", "Pow").get(check.between(0, 4));
            check.range(0.5, 2);
            long[][] shapes = shapes(check);
            return check.op(operator, List.of(check.value(shapes[0]), check.value(shapes[1])));
        });
    }

    @Property(tries = 25)
    void severalValuesAtOnce(@ForAll long seed) {
        OperatorCheck.fixed(seed, OPSET, check -> {
            String operator = List.of("Sum", "Mean", "Max", "Min").get(check.between(0, 3));
            long[][] shapes = shapes(check);
            return check.op(
                    operator,
                    List.of(
                            check.value(shapes[0]),
                            check.value(shapes[1]),
                            check.scalar(operator.equals("Max") ? -5 : 5),
                            check.value(1)));
        });
    }

    /** Two shapes that broadcast. */
    private static long[][] shapes(OperatorCheck check) {
        int rank = check.between(1, 4);
        int other = check.between(0, rank);
        long[] a = new long[rank];
        long[] b = new long[other];
        for (int i = 0; i < rank; i++) {
            a[i] = check.between(1, 3);
            int j = i - (rank - other);
            if (j >= 0) {
                b[j] = check.between(0, 1) == 0 ? a[i] : a[i] == 1 ? check.between(1, 3) : 1;
            }
        }
        return check.between(0, 1) == 0 ? new long[][] {a, b} : new long[][] {b, a};
    }

    @Test
    void powersWithConstantExponents() {
        for (double exponent : new double[] {2, 3, 0.5, -1, 1}) {
            OperatorCheck.batched(
                    1, OPSET, check -> check.range(0.5, 2).op("Pow", List.of(check.value(12), check.scalar(exponent))));
        }
        OperatorCheck.batched(2, OPSET, check -> check.op("Pow", List.of(check.value(12), check.longs(3))));
        OperatorCheck.batched(
                3, OPSET, check -> check.range(0.5, 2).op("Pow", List.of(check.value(4), check.positive(0.5, 4))));
    }

    @Test
    void aValueUsedTwiceGetsBothParts() {
        OperatorCheck.batched(1, OPSET, check -> {
            String x = check.value(11);
            return check.op("Mul", List.of(x, check.op("Add", List.of(x, check.op("Mul", List.of(x, x))))));
        });
    }

    @Test
    void whereChoosesTheBranch() {
        OperatorCheck.batched(1, OPSET, check -> {
            String a = check.value(2, 3);
            String b = check.value(3);
            String sign = check.op("Greater", List.of(check.weights(2, 3), check.scalar(0)));
            return check.op("Where", List.of(sign, a, check.op("Unsqueeze", List.of(b, check.longs(1)))));
        });
    }
}
