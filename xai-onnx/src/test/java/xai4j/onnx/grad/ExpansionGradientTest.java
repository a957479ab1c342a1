package xai4j.onnx.grad;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.onnx.graph.Attribute;

/** Fused operators, differentiated through what defines them, against finite differences of the engine's own kernels. */
class ExpansionGradientTest {
    private static final String MS = "com.microsoft";

    @Test
    void attentionOfHeads() {
        OperatorCheck.batched(
                1,
                23,
                check -> check.op(
                        "Attention", List.of(check.value(2, 3, 4), check.value(2, 5, 4), check.value(2, 5, 3))));
        OperatorCheck.batched(
                2,
                23,
                check -> check.op(
                        "Attention",
                        List.of(check.value(3, 8), check.value(3, 8), check.value(3, 8)),
                        Attribute.of("q_num_heads", 2),
                        Attribute.of("kv_num_heads", 2),
                        Attribute.of("is_causal", 1),
                        Attribute.of("scale", 0.7f)));
    }

    @Test
    void attentionOfGroupedHeadsUnderABias() {
        OperatorCheck.batched(3, 23, check -> {
            String bias = check.weights(3, 5);
            return check.op(
                    "Attention", List.of(check.value(4, 3, 2), check.value(2, 5, 2), check.value(2, 5, 2), bias));
        });
        OperatorCheck.fixed(
                4,
                23,
                check -> check.op(
                        "Attention",
                        List.of(
                                check.value(1, 2, 3, 2),
                                check.value(1, 2, 3, 2),
                                check.value(1, 2, 3, 2),
                                check.value(3, 3))));
    }

    @Test
    void attentionWithACapOnItsScores() {
        OperatorCheck.batched(
                31,
                23,
                check -> check.op(
                        "Attention",
                        List.of(check.value(2, 3, 4), check.value(2, 5, 4), check.value(2, 5, 3)),
                        Attribute.of("softcap", 0.8f)));
        OperatorCheck.batched(32, 23, check -> {
            String bias = check.weights(3, 5);
            return check.op(
                    "Attention",
                    List.of(check.value(2, 3, 4), check.value(2, 5, 4), check.value(2, 5, 3), bias),
                    Attribute.of("softcap", 0.8f));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void attentionBehindPastKeys(int causal) {
        OperatorCheck.fixed(
                33,
                23,
                check -> check.op(
                        "Attention",
                        List.of(
                                check.value(1, 2, 3, 4),
                                check.value(1, 2, 3, 4),
                                check.value(1, 2, 3, 4),
                                "",
                                check.value(1, 2, 2, 4),
                                check.value(1, 2, 2, 4)),
                        List.of("y33", "keys33", "values33"),
                        Attribute.of("is_causal", causal)));
        OperatorCheck.fixed(34, 23, check -> {
            check.op(
                    "Attention",
                    List.of(
                            check.value(1, 3, 8),
                            check.value(1, 3, 8),
                            check.value(1, 3, 8),
                            "",
                            check.value(1, 2, 2, 4),
                            check.value(1, 2, 2, 4)),
                    List.of("y34", "keys34", "values34"),
                    Attribute.of("q_num_heads", 2),
                    Attribute.of("kv_num_heads", 2));
            return check.op(
                    "MatMul",
                    List.of("keys34", check.op("Transpose", List.of("values34"), Attribute.ints("perm", 0, 1, 3, 2))));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attentionOfOnnxRuntime(boolean causal) {
        OperatorCheck.batched(
                5,
                17,
                check -> check.foreign(
                        MS,
                        "Attention",
                        List.of(check.value(3, 4), check.weights(4, 12), check.weights(12)),
                        new long[] {3, 4},
                        Attribute.of("num_heads", 2),
                        Attribute.of("unidirectional", causal ? 1 : 0)));
    }

    @Test
    void multiHeadAttention() {
        OperatorCheck.batched(
                6,
                17,
                check -> check.foreign(
                        MS,
                        "MultiHeadAttention",
                        List.of(check.value(3, 4), check.value(5, 4), check.value(5, 4), check.weights(12)),
                        new long[] {3, 4},
                        Attribute.of("num_heads", 2)));
        OperatorCheck.batched(
                7,
                17,
                check -> check.foreign(
                        MS,
                        "MultiHeadAttention",
                        List.of(check.value(3, 4), check.value(3, 4), check.value(3, 4)),
                        new long[] {3, 4},
                        Attribute.of("num_heads", 1),
                        Attribute.of("scale", 0.3f)));
    }

    @Test
    void normalisationsWithASum() {
        OperatorCheck.batched(
                8,
                17,
                check -> check.foreign(
                        MS,
                        "SkipLayerNormalization",
                        List.of(
                                check.value(3, 5),
                                check.value(3, 5),
                                check.weights(5),
                                check.weights(5),
                                check.weights(5)),
                        new long[] {3, 5},
                        Attribute.of("epsilon", 1e-5f)));
        OperatorCheck.batched(
                9,
                17,
                check -> check.foreign(
                        MS,
                        "SkipSimplifiedLayerNormalization",
                        List.of(check.value(3, 5), check.value(3, 5), check.weights(5)),
                        new long[] {3, 5},
                        Attribute.of("epsilon", 1e-5f)));
        OperatorCheck.batched(
                10, 23, check -> check.op("RMSNormalization", List.of(check.value(3, 5), check.weights(5))));
        OperatorCheck.batched(
                11,
                23,
                check -> check.op(
                        "RMSNormalization",
                        List.of(check.value(3, 5), check.weights(3, 5)),
                        Attribute.of("axis", 1),
                        Attribute.of("epsilon", 0.1f)));
    }

    @Test
    void activationsWithABias() {
        OperatorCheck.batched(
                12,
                17,
                check ->
                        check.foreign(MS, "FastGelu", List.of(check.value(3, 4), check.weights(4)), new long[] {3, 4}));
        OperatorCheck.batched(
                13, 17, check -> check.foreign(MS, "FastGelu", List.of(check.value(3, 4)), new long[] {3, 4}));
        OperatorCheck.batched(
                14,
                17,
                check ->
                        check.foreign(MS, "BiasGelu", List.of(check.value(3, 4), check.weights(4)), new long[] {3, 4}));
        OperatorCheck.batched(15, 24, check -> check.op("Swish", check.value(9)));
        OperatorCheck.batched(16, 24, check -> check.op("Swish", check.value(9), Attribute.of("alpha", 1.7f)));
    }

    static Stream<Arguments> rotations() {
        return Stream.of(0, 1).flatMap(woven -> Stream.of(0, 2).map(turned -> Arguments.of(woven, turned)));
    }

    @ParameterizedTest
    @MethodSource("rotations")
    void rotaryPositions(int woven, int turned) {
        int half = turned == 0 ? 2 : 1;
        Attribute[] how = {
            Attribute.of("interleaved", woven),
            Attribute.of("rotary_embedding_dim", turned),
            Attribute.of("num_heads", 2)
        };
        OperatorCheck.fixed(
                17,
                23,
                check -> check.op(
                        "RotaryEmbedding",
                        List.of(
                                check.value(1, 2, 3, 4),
                                check.weights(6, half),
                                check.weights(6, half),
                                check.op("Reshape", List.of(check.longs(4, 0, 2), check.longs(1, 3)))),
                        how));
        OperatorCheck.fixed(
                18,
                23,
                check -> check.op(
                        "RotaryEmbedding",
                        List.of(check.value(1, 3, 8), check.weights(1, 3, half), check.weights(1, 3, half)),
                        how));
        OperatorCheck.fixed(
                19,
                17,
                check -> check.foreign(
                        MS,
                        "RotaryEmbedding",
                        List.of(
                                check.value(1, 3, 8),
                                check.op("Reshape", List.of(check.longs(4, 0, 2), check.longs(1, 3))),
                                check.weights(6, half),
                                check.weights(6, half)),
                        new long[] {1, 3, 8},
                        how));
    }

    @ParameterizedTest
    @CsvSource({
        "linear, zeros, 0",
        "linear, border, 1",
        "linear, reflection, 0",
        "linear, reflection, 1",
        "nearest, zeros, 0",
        "nearest, reflection, 1",
        "cubic, zeros, 0",
        "cubic, zeros, 1",
        "cubic, border, 0",
        "cubic, border, 1",
        "cubic, reflection, 0",
        "cubic, reflection, 1"
    })
    void gridSampling(String mode, String padding, int corners) {
        OperatorCheck.fixed(20, 20, check -> {
            check.step(0.01);
            String map = check.value(1, 2, 3, 4);
            String grid = check.op("Mul", List.of(check.value(1, 3, 2, 2), check.scalar(0.7)));
            return check.op(
                    "GridSample",
                    List.of(map, grid),
                    Attribute.of("mode", mode),
                    Attribute.of("padding_mode", padding),
                    Attribute.of("align_corners", corners));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "linear, zeros, 0",
        "linear, border, 1",
        "linear, reflection, 0",
        "linear, reflection, 1",
        "nearest, zeros, 1",
        "nearest, border, 0"
    })
    void gridSamplingInVolumes(String mode, String padding, int corners) {
        OperatorCheck.fixed(38, 20, check -> {
            check.step(0.01);
            String map = check.value(1, 2, 2, 3, 4);
            String grid = check.op("Mul", List.of(check.value(1, 2, 2, 2, 3), check.scalar(0.7)));
            return check.op(
                    "GridSample",
                    List.of(map, grid),
                    Attribute.of("mode", mode),
                    Attribute.of("padding_mode", padding),
                    Attribute.of("align_corners", corners));
        });
    }

    /** Offsets that keep their distance from whole positions, where the slope changes. */
    @Test
    void deformableConvolutions() {
        OperatorCheck.fixed(36, 19, check -> {
            check.step(0.01);
            String offsets = check.op("Mul", List.of(check.value(1, 8, 3, 2), check.scalar(0.37)));
            return check.op(
                    "DeformConv",
                    List.of(check.value(1, 2, 4, 3), check.weights(3, 2, 2, 2), offsets, check.weights(3)));
        });
        OperatorCheck.fixed(37, 19, check -> {
            check.step(0.01);
            String offsets = check.op("Mul", List.of(check.value(1, 16, 2, 2), check.scalar(0.37)));
            return check.op(
                    "DeformConv",
                    List.of(
                            check.value(1, 4, 4, 4),
                            check.weights(2, 2, 2, 2),
                            offsets,
                            check.weights(2),
                            check.value(1, 8, 2, 2)),
                    Attribute.of("group", 2),
                    Attribute.of("offset_group", 2),
                    Attribute.ints("strides", 2, 2),
                    Attribute.ints("dilations", 2, 2),
                    Attribute.ints("pads", 1, 1, 1, 1));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void affineGrids(int corners) {
        OperatorCheck.fixed(
                21,
                20,
                check -> check.op(
                        "AffineGrid",
                        List.of(check.value(2, 2, 3), check.longs(2, 1, 3, 4)),
                        Attribute.of("align_corners", corners)));
    }

    @Test
    void cutsAndBordersAroundTheCentre() {
        OperatorCheck.batched(
                22,
                18,
                check -> check.op(
                        "CenterCropPad",
                        List.of(check.value(2, 5, 3), check.longs(2, 6)),
                        Attribute.ints("axes", 2, 3)));
        OperatorCheck.batched(
                23,
                18,
                check -> check.op(
                        "CenterCropPad", List.of(check.value(6, 4), check.longs(3)), Attribute.ints("axes", -2)));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "1, 0", "1, 1"})
    void cumulativeProducts(int reverse, int exclusive) {
        OperatorCheck.batched(
                24,
                26,
                check -> check.op(
                        "CumProd",
                        List.of(check.value(4, 3), check.scalarLong(1)),
                        Attribute.of("reverse", reverse),
                        Attribute.of("exclusive", exclusive)));
    }
}
