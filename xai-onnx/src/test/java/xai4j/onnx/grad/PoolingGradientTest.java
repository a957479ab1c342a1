package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/** Pooling, reductions, softmax and normalisation against finite differences. */
class PoolingGradientTest {
    private static final int OPSET = 19;

    private static Attribute[] window(OperatorCheck check, int axes, boolean dilates, boolean average) {
        long[] kernel = new long[axes];
        long[] strides = new long[axes];
        long[] dilations = new long[axes];
        long[] pads = new long[2 * axes];
        for (int i = 0; i < axes; i++) {
            kernel[i] = check.between(1, 3);
            strides[i] = check.between(1, 3);
            dilations[i] = dilates ? check.between(1, 2) : 1;
            pads[i] = check.between(0, (int) kernel[i] - 1);
            pads[i + axes] = check.between(0, (int) kernel[i] - 1);
        }
        boolean same = check.between(0, 3) == 0;
        Attribute padding = same ? Attribute.of("auto_pad", "SAME_LOWER") : Attribute.ints("pads", pads);
        Attribute ceil = Attribute.of("ceil_mode", same ? 0 : check.between(0, 1));
        Attribute count = Attribute.of("count_include_pad", check.between(0, 1));
        Attribute[] common = {
            Attribute.ints("kernel_shape", kernel), Attribute.ints("strides", strides), padding, ceil, count
        };
        if (!average) {
            common[4] = same ? Attribute.of("storage_order", 0) : Attribute.ints("dilations", dilations);
        }
        return common;
    }

    @Property(tries = 60)
    void maxPooling(@ForAll long seed) {
        OperatorCheck.batched(seed, OPSET, check -> {
            int axes = check.between(1, 3);
            String x = check.value(sizes(check, axes));
            return check.op("MaxPool", x, window(check, axes, axes < 3, false));
        });
    }

    @Property(tries = 60)
    void averagePooling(@ForAll long seed) {
        OperatorCheck.batched(seed, OPSET, check -> {
            int axes = check.between(1, 3);
            String x = check.step(1).value(sizes(check, axes));
            return check.op("AveragePool", x, window(check, axes, false, true));
        });
    }

    private static long[] sizes(OperatorCheck check, int axes) {
        long[] size = new long[axes + 1];
        Arrays.setAll(size, i -> i == 0 ? 2 : check.between(5, axes == 3 ? 5 : 7));
        return axes == 3 ? new long[] {1, 5, 3, 4} : size;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"})
    void globalPooling(String operator) {
        OperatorCheck.batched(1, OPSET, check -> check.op(operator, check.value(3, 4)));
        OperatorCheck.batched(2, OPSET, check -> check.op(operator, check.value(3, 3, 2)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void poolingOfPowers(int p) {
        OperatorCheck.batched(
                p,
                OPSET,
                check -> check.op(
                        "LpPool",
                        check.value(2, 5, 4),
                        Attribute.of("p", p),
                        Attribute.ints("kernel_shape", 3L, 2L),
                        Attribute.ints("strides", 2L, 1L),
                        Attribute.ints("pads", 1L, 0L, 1L, 0L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReduceMean",
                "ReduceSum",
                "ReduceMax",
                "ReduceMin",
                "ReduceL1",
                "ReduceL2",
                "ReduceSumSquare",
                "ReduceLogSum",
                "ReduceLogSumExp",
                "ReduceProd"
            })
    void reductions(String operator) {
        for (long keep = 0; keep <= 1; keep++) {
            Attribute keepDims = Attribute.of("keepdims", keep);
            OperatorCheck.batched(keep, 18, check -> {
                positive(check, operator);
                return check.op(operator, List.of(check.value(3, 2, 4), check.longs(1, -1)), keepDims);
            });
            OperatorCheck.batched(keep, 13, check -> {
                positive(check, operator);
                return operator.equals("ReduceSum")
                        ? check.op(operator, List.of(check.value(3, 2), check.longs(2)), keepDims)
                        : check.op(operator, check.value(3, 2), Attribute.ints("axes", 2L, 1L), keepDims);
            });
        }
        OperatorCheck.fixed(5, 18, check -> {
            positive(check, operator);
            return check.op("Reshape", List.of(check.op(operator, check.value(6)), check.longs(1)));
        });
    }

    private static void positive(OperatorCheck check, String operator) {
        if (operator.equals("ReduceLogSum")) {
            check.range(0.3, 2);
        } else if (operator.equals("ReduceProd")) {
            check.range(0.5, 1.5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Softmax", "LogSoftmax"})
    void softmaxAlongAnyAxis(String operator) {
        for (int axis = 1; axis <= 3; axis++) {
            int along = axis;
            OperatorCheck.batched(
                    axis,
                    13,
                    check -> check.op(operator, check.value(3, 2, 3), Attribute.of("axis", along - 4 * (along % 2))));
        }
    }

    /** Before operator set 13 softmax worked on everything from the axis on. */
    @ParameterizedTest
    @ValueSource(strings = {"Softmax", "LogSoftmax"})
    void softmaxOfOldModelsFlattens(String operator) {
        OperatorCheck.batched(1, 11, check -> check.op(operator, check.value(3, 2, 2)));
        OperatorCheck.batched(2, 11, check -> check.op(operator, check.value(3, 4), Attribute.of("axis", 2)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void localResponse(int size) {
        OperatorCheck.batched(
                size,
                OPSET,
                check -> check.op(
                        "LRN",
                        check.value(4, 2, 2),
                        Attribute.of("size", size),
                        Attribute.of("alpha", 0.8f),
                        Attribute.of("beta", 0.6f),
                        Attribute.of("bias", 1.5f)));
    }

    @org.junit.jupiter.api.Test
    void normalizations() {
        OperatorCheck.batched(1, OPSET, check -> check.step(1)
                .op(
                        "BatchNormalization",
                        List.of(
                                check.value(3, 2, 2),
                                check.weights(3),
                                check.weights(3),
                                check.weights(3),
                                check.positive(0.3, 3))));
        OperatorCheck.batched(
                2,
                OPSET,
                check -> check.op(
                        "InstanceNormalization",
                        List.of(check.value(2, 3, 3), check.weights(2), check.weights(2)),
                        Attribute.of("epsilon", 0.01f)));
        OperatorCheck.batched(
                3,
                OPSET,
                check ->
                        check.op("LayerNormalization", List.of(check.value(3, 5), check.weights(5), check.weights(5))));
        OperatorCheck.batched(
                4,
                OPSET,
                check -> check.op(
                        "LayerNormalization",
                        List.of(check.value(3, 4), check.weights(3, 4)),
                        Attribute.of("axis", 1L)));
        Attribute groups = Attribute.of("num_groups", 2L);
        OperatorCheck.batched(
                5,
                18,
                check -> check.op(
                        "GroupNormalization",
                        List.of(check.value(4, 3, 2), check.weights(2), check.weights(2)),
                        groups));
        OperatorCheck.batched(
                6,
                21,
                check -> check.op(
                        "GroupNormalization",
                        List.of(check.value(4, 3, 2), check.weights(4), check.weights(4)),
                        groups));
        OperatorCheck.batched(
                7,
                OPSET,
                check -> check.op("LpNormalization", check.value(3, 4), Attribute.of("axis", 2), Attribute.of("p", 2)));
        OperatorCheck.batched(
                8,
                OPSET,
                check -> check.op("LpNormalization", check.value(3, 4), Attribute.of("axis", 1), Attribute.of("p", 1)));
        OperatorCheck.batched(
                9,
                OPSET,
                check -> check.op("MeanVarianceNormalization", check.value(2, 3, 3), Attribute.ints("axes", 2L, 3L)));
    }

    /** A convolution followed by a normalisation is differentiated as one folded convolution. */
    @org.junit.jupiter.api.Test
    void foldedNormalization() {
        OperatorCheck.batched(1, OPSET, check -> {
            long[] kernel = {3, 3};
            String conv = check.step(1)
                    .op(
                            "Conv",
                            List.of(check.value(2, 4, 4), check.weights(Dims.concat(new long[] {3, 2}, kernel))),
                            Attribute.ints("kernel_shape", kernel));
            return check.op(
                    "BatchNormalization",
                    List.of(conv, check.weights(3), check.weights(3), check.weights(3), check.positive(0.3, 3)));
        });
    }
}
