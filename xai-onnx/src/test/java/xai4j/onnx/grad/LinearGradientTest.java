package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import xai4j.onnx.graph.Attribute;

/** Convolutions and matrix products against finite differences. */
class LinearGradientTest {
    private static final int OPSET = 18;

    private static long[] random(OperatorCheck check, int count, int from, int to) {
        long[] values = new long[count];
        Arrays.setAll(values, i -> check.between(from, to));
        return values;
    }

    private static long[] concat(long[] a, long... b) {
        return xai4j.onnx.graph.Dims.concat(a, b);
    }

    @Property(tries = 60)
    void convolutionsOfAllKinds(@ForAll long seed) {
        OperatorCheck.batched(seed, OPSET, check -> {
            int axes = check.between(1, 3);
            long groups = check.between(1, 3);
            long in = groups * check.between(1, 2);
            long out = groups * check.between(1, 2);
            long[] kernel = random(check, axes, 1, 3);
            long[] size = random(check, axes, 5, axes == 1 ? 9 : axes == 2 ? 6 : 5);
            boolean dilates = check.between(0, 2) == 0;
            Attribute padding =
                    switch (check.between(dilates ? 1 : 0, 3)) {
                        case 0 -> Attribute.of("auto_pad", "SAME_UPPER");
                        case 1 -> Attribute.of("auto_pad", "VALID");
                        default -> Attribute.ints("pads", random(check, 2 * axes, 0, 3));
                    };
            String x = check.step(1).value(concat(new long[] {in}, size));
            String w = check.weights(concat(new long[] {out, in / groups}, kernel));
            return check.op(
                    "Conv",
                    check.between(0, 1) == 0 ? List.of(x, w) : List.of(x, w, check.weights(out)),
                    Attribute.ints("kernel_shape", kernel),
                    Attribute.ints("strides", random(check, axes, 1, 3)),
                    Attribute.ints("dilations", random(check, axes, 1, dilates ? 2 : 1)),
                    Attribute.of("group", groups),
                    padding);
        });
    }

    @Property(tries = 40)
    void transposedConvolutionsOfAllKinds(@ForAll long seed) {
        OperatorCheck.batched(seed, OPSET, check -> {
            int axes = check.between(1, 2);
            long groups = check.between(1, 2);
            long in = groups * check.between(1, 2);
            long[] kernel = random(check, axes, 2, 3);
            long[] strides = random(check, axes, 1, 2);
            long[] size = random(check, axes, 3, 4);
            String x = check.step(1).value(concat(new long[] {in}, size));
            String w = check.weights(concat(new long[] {in, check.between(1, 2)}, kernel));
            Attribute shape =
                    switch (check.between(0, 2)) {
                        case 0 -> Attribute.ints("output_shape", outputShape(size, strides));
                        case 1 -> Attribute.ints("pads", random(check, 2 * axes, 0, 1));
                        default -> Attribute.of("auto_pad", "SAME_UPPER");
                    };
            return check.op(
                    "ConvTranspose",
                    List.of(x, w),
                    Attribute.ints("kernel_shape", kernel),
                    Attribute.ints("strides", strides),
                    Attribute.of("group", groups),
                    shape);
        });
    }

    private static long[] outputShape(long[] size, long[] strides) {
        long[] shape = new long[size.length];
        Arrays.setAll(shape, i -> size[i] * strides[i]);
        return shape;
    }

    @Property(tries = 30)
    void generalProducts(@ForAll long seed) {
        OperatorCheck.fixed(seed, OPSET, check -> {
            long ta = check.between(0, 1);
            long tb = check.between(0, 1);
            int m = check.between(1, 3);
            int k = check.between(1, 3);
            int n = check.between(1, 3);
            check.step(1);
            String a = ta == 0 ? check.value(m, k) : check.value(k, m);
            boolean both = check.between(0, 1) == 0;
            long[] b = tb == 0 ? new long[] {k, n} : new long[] {n, k};
            String right = both ? check.step(0.1).value(b) : check.weights(b);
            String bias = check.between(0, 1) == 0 ? check.value(n) : check.value(1, 1);
            return check.op(
                    "Gemm",
                    List.of(a, right, bias),
                    Attribute.of("transA", ta),
                    Attribute.of("transB", tb),
                    Attribute.of("alpha", 0.7f),
                    Attribute.of("beta", 1.3f));
        });
    }

    @Property(tries = 40)
    void stackedProductsBroadcast(@ForAll long seed) {
        OperatorCheck.fixed(seed, OPSET, check -> {
            int stack = check.between(0, 2);
            long[] leftStack = random(check, stack, 1, 2);
            long[] rightStack = check.between(0, 1) == 0 ? leftStack : new long[check.between(0, stack)];
            if (rightStack != leftStack) {
                Arrays.fill(rightStack, 1);
            }
            int k = check.between(1, 3);
            String a = check.value(concat(leftStack, check.between(1, 3), k));
            long[] right = concat(rightStack, k, check.between(1, 3));
            String b = check.between(0, 1) == 0 ? check.value(right) : check.weights(right);
            return check.op("MatMul", List.of(a, b));
        });
    }

    @Test
    void vectorsAreRowsOnTheLeftAndColumnsOnTheRight() {
        OperatorCheck.fixed(1, OPSET, check -> check.op("MatMul", List.of(check.value(3), check.value(3, 2))));
        OperatorCheck.fixed(2, OPSET, check -> check.op("MatMul", List.of(check.value(2, 3), check.value(3))));
        OperatorCheck.fixed(3, OPSET, check -> check.op("MatMul", List.of(check.value(3), check.value(3))));
    }

    @Test
    void sumsOverNamedAxes() {
        for (String equation : List.of("bij,bjk->bik", "bij,bkj->bik", "bij,jk->bik", "bij,bij->b", "bij,bij->bij")) {
            OperatorCheck.batched(1, OPSET, check -> {
                String a = check.value(2, 2);
                String b = equation.startsWith("bij,jk") ? check.weights(2, 2) : check.value(2, 2);
                return check.op("Einsum", List.of(a, b), Attribute.of("equation", equation));
            });
        }
        OperatorCheck.batched(
                2, OPSET, check -> check.op("Einsum", check.value(2, 3), Attribute.of("equation", "bij->bji")));
    }

    @Test
    void transposedConvolutionsThatAreAskedForMoreThanTheyReach() {
        OperatorCheck.batched(
                5,
                OPSET,
                check -> check.op(
                        "ConvTranspose",
                        List.of(check.value(2, 4, 3), check.weights(2, 3, 3, 2)),
                        Attribute.ints("kernel_shape", 3, 2),
                        Attribute.ints("strides", 3, 2),
                        Attribute.ints("output_shape", 14, 7)));
    }

    @Test
    void sumsAndMeansOverTheBatch() {
        for (String operator : List.of("ReduceMean", "ReduceMax", "ReduceL2")) {
            OperatorCheck.batched(6, OPSET, check -> {
                String x = check.value(2, 3);
                return check.op("Add", List.of(x, check.op(operator, x, Attribute.of("keepdims", 0))));
            });
        }
    }
}
