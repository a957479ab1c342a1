package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.model.ModelException;
import xai4j.onnx.graph.Attribute;

/**
 * Inputs that are usually stored and here depend on the image: each has a gradient, or the operator is refused by name;
 * none is zero in silence.
 */
class DependentInputsTest {
    @Test
    void boundsOfClip() {
        OperatorCheck.fixed(1, 17, check -> check.step(0.01)
                .op("Clip", List.of(check.value(1, 9), check.op("Neg", bound(check)), bound(check))));
        OperatorCheck.fixed(2, 17, check -> check.step(0.01).op("Clip", List.of(check.value(1, 9), "", bound(check))));
        OperatorCheck.fixed(3, 17, check -> check.step(0.01).op("Clip", List.of(check.value(1, 9), bound(check))));
        OperatorCheck.fixed(4, 17, check -> check.step(0.01)
                .op("Clip", List.of(check.value(1, 9), bound(check), check.op("Neg", bound(check)))));
    }

    /** A number between 0.5 and 1 for most images. */
    private static String bound(OperatorCheck check) {
        String value = check.op("ReduceMean", List.of(check.value(1, 3)), Attribute.of("keepdims", 0));
        return check.op("Sigmoid", value);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 19})
    void fillOfPad(int opset) {
        OperatorCheck.fixed(
                5,
                opset,
                check -> check.op("Pad", List.of(check.value(1, 2, 3), check.longs(0, 1, -1, 0, 0, 2), bound(check))));
    }

    @Test
    void slopeOfPRelu() {
        OperatorCheck.batched(6, 17, check -> check.op("PRelu", List.of(check.value(3, 2), check.value(1, 2))));
    }

    @Test
    void bothSidesOfMod() {
        OperatorCheck.fixed(7, 17, check -> check.range(0.3, 3)
                .step(0.01)
                .op("Mod", List.of(check.value(1, 7), check.value(1, 7)), Attribute.of("fmod", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "add", "max", "min"})
    void scatteredUpdates(String reduction) {
        Attribute how = Attribute.of("reduction", reduction);
        OperatorCheck.fixed(
                8,
                18,
                check -> check.op(
                        "ScatterElements",
                        List.of(check.value(1, 5), index(check, 3, 1, 4), check.value(1, 3)),
                        Attribute.of("axis", 1),
                        how));
        OperatorCheck.fixed(
                9,
                18,
                check -> check.op(
                        "ScatterND",
                        List.of(
                                check.value(4, 2),
                                check.op("Reshape", List.of(check.longs(2, 0), check.longs(2, 1))),
                                check.value(2, 2)),
                        how));
    }

    private static String index(OperatorCheck check, long... values) {
        return check.op("Reshape", List.of(check.longs(values), check.longs(1, values.length)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "bij,bjk->bik; 1 2 3; 1 3 2",
                "...ij,...jk->...ik; 1 2 3; 1 3 2",
                "bij,bjk; 1 2 3; 1 3 2",
                "bij,bk->bi; 1 2 3; 1 4",
                "bii->bi; 1 3 3;",
                "bii->b; 1 3 3;",
                "bij->b; 1 2 3;",
                "b...->...; 1 2 3;",
                "bij,bkj->bik; 1 2 3; 1 4 3",
                "bij,bij->; 1 2 3; 1 2 3",
                "bii,bi->bi; 1 3 3; 1 3"
            })
    void formsOfEinsum(String equation, String left, String right) {
        OperatorCheck.fixed(10, 17, check -> {
            List<String> factors = right == null
                    ? List.of(check.value(dims(left)))
                    : List.of(check.value(dims(left)), check.value(dims(right)));
            return check.op("Einsum", factors, Attribute.of("equation", equation));
        });
    }

    @Test
    void threeFactorsOfEinsum() {
        OperatorCheck.fixed(
                11,
                17,
                check -> check.op(
                        "Einsum",
                        List.of(check.value(2, 3), check.value(3, 2), check.value(2, 2)),
                        Attribute.of("equation", "ij,jk,kl->il")));
    }

    private static long[] dims(String text) {
        return java.util.Arrays.stream(text.trim().split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    @Test
    void aRegionThatIsComputedIsRefused() {
        assertThatThrownBy(() -> OperatorCheck.fixed(12, 17, check -> {
                    String roi = check.op(
                            "Concat",
                            List.of(
                                    check.floats(new long[] {7}, 0, 0, 0, 0, 1, 1, 1),
                                    check.op("Reshape", List.of(bound(check), check.longs(1)))),
                            Attribute.of("axis", 0));
                    return check.op(
                            "Resize",
                            List.of(check.value(1, 1, 3, 3), roi, "", check.longs(1, 1, 2, 2)),
                            Attribute.of("coordinate_transformation_mode", "tf_crop_and_resize"));
                }))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the operator Resize")
                .hasMessageContaining("computed from the image");
    }

    @Test
    void outsideOfAnImageThatIsCroppedNothingIsMoved() {
        OperatorCheck.fixed(
                13,
                17,
                check -> check.op(
                        "Resize",
                        List.of(
                                check.value(1, 2, 4, 4),
                                check.floats(new long[] {8}, 0, 0, -0.5f, 0.2f, 1, 1, 1.4f, 0.9f),
                                "",
                                check.longs(1, 2, 5, 6)),
                        Attribute.of("coordinate_transformation_mode", "tf_crop_and_resize"),
                        Attribute.of("mode", "linear"),
                        Attribute.of("extrapolation_value", 2.5f)));
    }

    @Test
    void aFurtherOutputThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> OperatorCheck.batched(14, 17, check -> {
                    List<String> results = check.ops(
                            "LayerNormalization", List.of(check.value(2, 3), check.weights(3), check.weights(3)), 3);
                    return check.op("Add", List.of(results.get(0), results.get(2)));
                }))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the operator LayerNormalization")
                .hasMessageContaining("no gradient is known");
    }

    @Test
    void furtherFunctions() {
        for (String operator : List.of("Tan", "Sinh", "Cosh", "Asinh", "Atan")) {
            OperatorCheck.batched(15, 17, check -> check.range(-1, 1).op(operator, check.value(9)));
        }
        for (String operator : List.of("Asin", "Acos", "Atanh")) {
            OperatorCheck.batched(16, 17, check -> check.range(-0.8, 0.8).op(operator, check.value(9)));
        }
        OperatorCheck.batched(17, 17, check -> check.range(1.3, 3).op("Acosh", check.value(9)));
        OperatorCheck.batched(18, 17, check -> check.op("Trilu", List.of(check.value(3, 4)), Attribute.of("upper", 0)));
    }
}
