package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.onnx.graph.Attribute;

/**
 * The forms in which attention comes as one operator: written out it gives the numbers of the engine's own kernels, and its gradients are their finite
 * differences.
 */
class AttentionFormsTest {
    private static final Attribute TWO_HEADS = Attribute.of("num_heads", 2);

    private static Attribute number(String name, long value) {
        return Attribute.of(name, value);
    }

    /** True where a key is seen. */
    private static String truth(OperatorCheck check, long[] dims, float... values) {
        return check.op("Cast", check.floats(dims, values), Attribute.of("to", 9));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void standardMasksOfTruthValues(int causal) {
        OperatorCheck.batched(1, 23, check -> {
            String mask = truth(check, new long[] {3, 3}, 1, 0, 1, 1, 1, 1, 1, 0, 1);
            return check.op(
                    "Attention",
                    List.of(check.value(2, 3, 4), check.value(2, 3, 4), check.value(2, 3, 3), mask),
                    number("is_causal", causal));
        });
        OperatorCheck.batched(2, 23, check -> {
            String mask = truth(check, new long[] {1, 2, 2, 3}, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0);
            return check.op(
                    "Attention",
                    List.of(check.value(2, 2, 4), check.value(2, 3, 4), check.value(2, 3, 3), mask),
                    number("is_causal", causal));
        });
    }

    /** A query to which a mask shows nothing takes nothing. */
    @Test
    void aStandardMaskMayHideAllKeysOfAQuery() {
        OperatorCheck.batched(3, 23, check -> {
            String mask = truth(check, new long[] {2, 3}, 1, 0, 1, 0, 0, 0);
            return check.op(
                    "Attention", List.of(check.value(2, 2, 4), check.value(2, 3, 4), check.value(2, 3, 3), mask));
        });
        float hidden = Float.NEGATIVE_INFINITY;
        OperatorCheck.batched(28, 23, check -> {
            String mask = check.floats(new long[] {2, 3}, 0.5f, hidden, -1, hidden, hidden, hidden);
            return check.op(
                    "Attention", List.of(check.value(2, 2, 4), check.value(2, 3, 4), check.value(2, 3, 3), mask));
        });
    }

    /** Numbers that are added, computed from the image, for each head; each query sees its own key and those before it. */
    @Test
    void standardBiasesOfHeads() {
        OperatorCheck.fixed(
                4,
                23,
                check -> check.op(
                        "Attention",
                        List.of(
                                check.value(1, 4, 3, 2),
                                check.value(1, 2, 3, 2),
                                check.value(1, 2, 3, 2),
                                check.value(1, 4, 3, 3)),
                        number("is_causal", 1)));
    }

    /** Of more keys than queries, without past ones, a query sees as many as stand before it from the first. */
    @ParameterizedTest
    @CsvSource({"3, 5", "5, 3"})
    void standardCausalityBetweenOtherTokens(int queries, int keys) {
        OperatorCheck.batched(
                5,
                23,
                check -> check.op(
                        "Attention",
                        List.of(check.value(2, queries, 4), check.value(2, keys, 4), check.value(2, keys, 3)),
                        number("is_causal", 1)));
    }

    /** As in models of language: heads of queries share keys, some of which are of the past. */
    @Test
    void standardGroupsBehindPastKeys() {
        OperatorCheck.fixed(
                6,
                23,
                check -> check.op(
                        "Attention",
                        List.of(
                                check.value(1, 3, 16),
                                check.value(1, 3, 8),
                                check.value(1, 3, 8),
                                "",
                                check.value(1, 2, 2, 4),
                                check.value(1, 2, 2, 4)),
                        List.of("y6", "keys6", "values6"),
                        number("q_num_heads", 4),
                        number("kv_num_heads", 2),
                        number("is_causal", 1)));
    }

    @Test
    void standardLengthsOfKeys() {
        OperatorCheck.fixed(
                7,
                24,
                check -> check.op(
                        "Attention",
                        List.of(
                                check.value(2, 2, 3, 4),
                                check.value(2, 2, 4, 4),
                                check.value(2, 2, 4, 3),
                                "",
                                "",
                                "",
                                check.longs(2, 4))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void standardScoresAsAnOutput(int shown) {
        OperatorCheck.fixed(8, 23, check -> {
            check.op(
                    "Attention",
                    List.of(
                            check.value(1, 2, 3, 4),
                            check.value(1, 2, 3, 4),
                            check.value(1, 2, 3, 4),
                            check.value(3, 3)),
                    List.of("y8", "", "", "scores8"),
                    number("qk_matmul_output_mode", shown),
                    Attribute.of("softcap", 0.9f));
            return check.op("Concat", List.of("y8", "scores8"), Attribute.of("axis", -1));
        });
    }

    private static String masked(OperatorCheck check, String mask, Attribute... attributes) {
        Attribute[] all = Arrays.copyOf(attributes, attributes.length + 1);
        all[attributes.length] = TWO_HEADS;
        return check.microsoft(
                "Attention",
                List.of(check.value(2, 3, 4), check.weights(4, 12), check.weights(12), mask),
                List.of("y"),
                all);
    }

    /** Two images; of the first some keys are hidden: by their number, by end and start, by a number per key, by one per query and key. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void masksOfOnnxRuntime(int causal) {
        Attribute before = number("unidirectional", causal);
        OperatorCheck.fixed(9, 17, check -> masked(check, check.ints(new long[] {2}, 2, 3), before));
        OperatorCheck.fixed(10, 17, check -> masked(check, check.ints(new long[] {4}, 3, 2, 1, 0), before));
        OperatorCheck.fixed(11, 17, check -> masked(check, check.ints(new long[] {2, 3}, 1, 0, 1, 1, 1, 0), before));
        OperatorCheck.fixed(
                12,
                17,
                check -> masked(
                        check,
                        check.ints(new long[] {2, 3, 3}, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1),
                        before,
                        Attribute.of("mask_filter_value", -4f)));
    }

    @Test
    void biasAndPastOfOnnxRuntime() {
        OperatorCheck.fixed(
                13,
                17,
                check -> check.microsoft(
                        "Attention",
                        List.of(
                                check.value(1, 3, 4),
                                check.weights(4, 12),
                                check.weights(12),
                                "",
                                "",
                                check.value(1, 2, 3, 3)),
                        List.of("y"),
                        TWO_HEADS));
        OperatorCheck.fixed(14, 17, check -> {
            check.microsoft(
                    "Attention",
                    List.of(
                            check.value(1, 3, 4),
                            check.weights(4, 12),
                            check.weights(12),
                            "",
                            check.value(2, 1, 2, 2, 2)),
                    List.of("y14", "present14"),
                    TWO_HEADS,
                    number("unidirectional", 1));
            String flat = check.op("Reshape", List.of("present14", check.longs(1, 1, -1)));
            String y = check.op("Reshape", List.of("y14", check.longs(1, 1, -1)));
            return check.op("Concat", List.of(y, flat), Attribute.of("axis", 2));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void masksOfKeysForSeveralHeads(int causal) {
        long[][] shapes = {{2}, {2, 3}, {2, 3, 3}, {8}};
        long[][] masks = {
            {2, 3}, {1, 0, 1, 1, 1, 0}, {1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1}, {2, 3, 0, 3, 6, 0, 2, 5}
        };
        for (int form = 0; form < shapes.length; form++) {
            long[] dims = shapes[form];
            long[] mask = masks[form];
            OperatorCheck.fixed(
                    15,
                    17,
                    check -> check.microsoft(
                            "MultiHeadAttention",
                            List.of(
                                    check.value(2, 3, 4),
                                    check.value(2, 3, 4),
                                    check.value(2, 3, 4),
                                    "",
                                    check.ints(dims, mask)),
                            List.of("y"),
                            TWO_HEADS,
                            number("unidirectional", causal)));
        }
    }

    @Test
    void biasPastAndScoresOfSeveralHeads() {
        OperatorCheck.fixed(16, 17, check -> {
            check.microsoft(
                    "MultiHeadAttention",
                    List.of(
                            check.value(1, 3, 4),
                            check.value(1, 3, 4),
                            check.value(1, 3, 4),
                            check.weights(12),
                            "",
                            check.value(1, 1, 3, 5),
                            check.value(1, 2, 2, 2),
                            check.value(1, 2, 2, 2)),
                    List.of("y16", "keys16", "values16"),
                    TWO_HEADS,
                    number("unidirectional", 1));
            String rows = check.op("Reshape", List.of("y16", check.longs(1, 1, 1, -1)));
            String keys = check.op("Reshape", List.of("keys16", check.longs(1, 1, 1, -1)));
            String values = check.op("Reshape", List.of("values16", check.longs(1, 1, 1, -1)));
            return check.op("Concat", List.of(rows, keys, values), Attribute.of("axis", 3));
        });
        OperatorCheck.fixed(17, 17, check -> {
            check.declare("scores17", 1, 2, 3, 3);
            check.microsoft(
                    "MultiHeadAttention",
                    List.of(check.value(1, 3, 4), check.value(1, 3, 4), check.value(1, 3, 4)),
                    List.of("y17", "", "", "scores17"),
                    TWO_HEADS);
            return check.op(
                    "Concat",
                    List.of(
                            check.op("Reshape", List.of("y17", check.longs(1, -1))),
                            check.op("Reshape", List.of("scores17", check.longs(1, -1)))),
                    Attribute.of("axis", 1));
        });
    }

    @Test
    void keysAndValuesThatComeInHeads() {
        OperatorCheck.fixed(
                18,
                17,
                check -> check.microsoft(
                        "MultiHeadAttention",
                        List.of(check.value(1, 3, 4), check.value(1, 2, 5, 2), check.value(1, 2, 5, 2)),
                        List.of("y"),
                        TWO_HEADS));
    }

    private static String grouped(OperatorCheck check, List<String> inputs, Attribute... attributes) {
        Attribute[] all = Arrays.copyOf(attributes, attributes.length + 2);
        all[attributes.length] = number("num_heads", 4);
        all[attributes.length + 1] = number("kv_num_heads", 2);
        return check.microsoft("GroupQueryAttention", inputs, List.of("y", "keys", "values"), all);
    }

    private static List<String> prompt(OperatorCheck check, String... more) {
        List<String> inputs = new ArrayList<>(List.of(
                check.value(1, 4, 32),
                check.value(1, 4, 16),
                check.value(1, 4, 16),
                "",
                "",
                check.ints(new long[] {1}, 3),
                check.ints(new long[] {1}, 4)));
        inputs.addAll(List.of(more));
        return inputs;
    }

    @Test
    void groupsOfHeads() {
        OperatorCheck.fixed(19, 17, check -> grouped(check, prompt(check)));
        OperatorCheck.fixed(
                20,
                17,
                check -> grouped(check, prompt(check), Attribute.of("scale", 0.2f), Attribute.of("softcap", 0.7f)));
        OperatorCheck.fixed(21, 17, check -> grouped(check, prompt(check), number("local_window_size", 2)));
        OperatorCheck.fixed(22, 17, check -> grouped(check, prompt(check), number("smooth_softmax", 1)));
    }

    @Test
    void groupsOfHeadsUnderABiasAndASink() {
        OperatorCheck.fixed(
                23,
                17,
                check -> grouped(
                        check, prompt(check, "", "", "", check.value(1, 4, 4, 4)), Attribute.of("softcap", 2f)));
        OperatorCheck.fixed(24, 17, check -> grouped(check, prompt(check, "", "", "", "", check.weights(4))));
    }

    @Test
    void groupsOfHeadsInOneTensor() {
        OperatorCheck.fixed(
                25,
                17,
                check -> grouped(
                        check,
                        List.of(
                                check.value(1, 4, 64),
                                "",
                                "",
                                "",
                                "",
                                check.ints(new long[] {1}, 3),
                                check.ints(new long[] {1}, 4))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void groupsOfHeadsThatAreTurned(int woven) {
        Attribute[] how = {number("do_rotary", 1), number("rotary_interleaved", woven)};
        OperatorCheck.fixed(
                26,
                17,
                check -> check.microsoft(
                        "GroupQueryAttention",
                        List.of(
                                check.value(1, 2, 32),
                                check.value(1, 2, 16),
                                check.value(1, 2, 16),
                                "",
                                "",
                                check.ints(new long[] {1}, 1),
                                check.ints(new long[] {1}, 2),
                                check.weights(6, 8),
                                check.weights(6, 8)),
                        List.of("y", "keys", "values"),
                        how[0],
                        how[1],
                        number("num_heads", 2),
                        number("kv_num_heads", 1)));
    }

    /** Two keys of the past lie in a buffer of five. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void groupsOfHeadsBehindPastKeys(int buffer) {
        OperatorCheck.fixed(27, 17, check -> {
            grouped(
                    check,
                    List.of(
                            check.value(1, 3, 32),
                            check.value(1, 3, 16),
                            check.value(1, 3, 16),
                            check.value(1, 2, buffer, 8),
                            check.value(1, 2, buffer, 8),
                            check.ints(new long[] {1}, 4),
                            check.ints(new long[] {1}, 5)));
            return buffer == 2
                    ? "y"
                    : check.op(
                            "Concat",
                            List.of(
                                    check.op("Reshape", List.of("y", check.longs(1, -1))),
                                    check.op("Reshape", List.of("keys", check.longs(1, -1)))),
                            Attribute.of("axis", 1));
        });
    }
}
