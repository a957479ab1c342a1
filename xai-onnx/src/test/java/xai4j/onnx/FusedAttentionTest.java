package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** One attention, fused in several forms and written by hand in elementary operators: every method says the same of all of them. */
class FusedAttentionTest {
    private static final String MS = "com.microsoft";
    private static final int TOKENS = 4;
    private static final int SIZE = 16;
    private static final String[] METHODS = {
        "attention-rollout", "attention-relevance", "legrad", "attn-lrp", "input-x-gradient", "deep-lift"
    };

    @TempDir
    private Path folder;

    /** Four tokens of 16 numbers, with queries, and keys and values of half the width. */
    private static SmallModel start(int opset) {
        return SmallModel.opset(opset)
                .domain(MS, 1)
                .input("image", SmallModel.FLOAT, 1, 1, 8, 8)
                .integers("three", 1, TOKENS, SIZE)
                .weights("wq", new long[] {SIZE, SIZE}, waves(SIZE * SIZE, 0.31f))
                .weights("wk", new long[] {SIZE, SIZE / 2}, waves(SIZE * SIZE / 2, 0.47f))
                .weights("wv", new long[] {SIZE, SIZE / 2}, waves(SIZE * SIZE / 2, 0.73f))
                .node("Reshape", "image,three", "x")
                .node("MatMul", "x,wq", "q")
                .node("MatMul", "x,wk", "k")
                .node("MatMul", "x,wv", "v");
    }

    private static float[] waves(int count, float pace) {
        float[] waves = new float[count];
        for (int i = 0; i < count; i++) {
            waves[i] = (float) Math.sin(i * pace + 0.2);
        }
        return waves;
    }

    private Path end(SmallModel model, String name) throws IOException {
        return model.weights("shares", new long[] {1, 1, TOKENS}, 0.25f, 0.25f, 0.25f, 0.25f)
                .integers("row", 1, SIZE)
                .node("MatMul", "shares,o", "mean")
                .node("Reshape", "mean,row", "m")
                .weights("classes", new long[] {SIZE, 2}, waves(2 * SIZE, 0.9f))
                .node("MatMul", "m,classes", "y")
                .output("y")
                .write(folder.resolve(name + ".onnx"));
    }

    /** Two heads of queries share one of keys and values; each token sees itself and those before it. */
    private Path byHand() throws IOException {
        return end(
                start(17)
                        .integers("heads", 1, TOKENS, 2, SIZE / 2)
                        .integers("one", 1)
                        .integers("rows", 1, TOKENS, SIZE)
                        .weights("scale", new long[] {}, (float) (1 / Math.sqrt(SIZE / 2)))
                        .weights("hidden", new long[] {TOKENS, TOKENS}, triangle())
                        .node("Reshape", "q,heads", "q4")
                        .node("Transpose", "q4", "qh", SmallModel.numbers("perm", 0, 2, 1, 3))
                        .node("Unsqueeze", "k,one", "kh")
                        .node("Unsqueeze", "v,one", "vh")
                        .node("Transpose", "kh", "kt", SmallModel.numbers("perm", 0, 1, 3, 2))
                        .node("Mul", "qh,scale", "qs")
                        .node("MatMul", "qs,kt", "scores")
                        .node("Add", "scores,hidden", "seen")
                        .node("Softmax", "seen", "a", SmallModel.number("axis", -1))
                        .node("MatMul", "a,vh", "oh")
                        .node("Transpose", "oh", "o4", SmallModel.numbers("perm", 0, 2, 1, 3))
                        .node("Reshape", "o4,rows", "o"),
                "by-hand");
    }

    private static float[] triangle() {
        float[] hidden = new float[TOKENS * TOKENS];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = i % TOKENS > i / TOKENS ? -1e9f : 0;
        }
        return hidden;
    }

    private Path written(String form) throws IOException {
        return switch (form) {
            case "grouped" ->
                end(
                        start(17)
                                .integer32("last", TOKENS - 1)
                                .integer32("total", TOKENS)
                                .node(
                                        MS,
                                        "GroupQueryAttention",
                                        "q,k,v,,,last,total",
                                        "o,keys,values",
                                        SmallModel.number("num_heads", 2),
                                        SmallModel.number("kv_num_heads", 1)),
                        form);
            case "grouped-packed" ->
                end(
                        start(17)
                                .integer32("last", TOKENS - 1)
                                .integer32("total", TOKENS)
                                .node("Concat", "q,k,v", "qkv", SmallModel.number("axis", 2))
                                .node(
                                        MS,
                                        "GroupQueryAttention",
                                        "qkv,,,,,last,total",
                                        "o,keys,values",
                                        SmallModel.number("num_heads", 2),
                                        SmallModel.number("kv_num_heads", 1)),
                        form);
            case "standard" ->
                end(
                        start(23)
                                .node(
                                        "Attention",
                                        "q,k,v",
                                        "o",
                                        SmallModel.number("q_num_heads", 2),
                                        SmallModel.number("kv_num_heads", 1),
                                        SmallModel.number("is_causal", 1)),
                        form);
            case "standard-mask" ->
                end(
                        start(23)
                                .weights("hidden", new long[] {1, 1, TOKENS, TOKENS}, triangle())
                                .weights("none", new long[] {}, 0)
                                .node("GreaterOrEqual", "hidden,none", "visible")
                                .node(
                                        "Attention",
                                        "q,k,v,visible",
                                        "o",
                                        SmallModel.number("q_num_heads", 2),
                                        SmallModel.number("kv_num_heads", 1)),
                        form);
            default -> multiHead(form);
        };
    }

    /** Keys and values are repeated, as this operator has one for each head. */
    private Path multiHead(String form) throws IOException {
        SmallModel model = start(17)
                .node("Concat", "k,k", "kk", SmallModel.number("axis", 2))
                .node("Concat", "v,v", "vv", SmallModel.number("axis", 2))
                .integers("five", 1, TOKENS, 2, 1, SIZE / 2)
                .node("Reshape", "q,five", "q5")
                .node("Reshape", "kk,five", "k5")
                .node("Reshape", "vv,five", "v5")
                .node("Concat", "q5,k5,v5", "qkv", SmallModel.number("axis", 3))
                .node("Concat", "k5,v5", "kv", SmallModel.number("axis", 3));
        String inputs = form.equals("packed-qkv") ? "qkv" : form.equals("packed-kv") ? "q,kv" : "q,kk,vv";
        return end(
                model.node(
                        MS,
                        "MultiHeadAttention",
                        inputs,
                        "o",
                        SmallModel.number("num_heads", 2),
                        SmallModel.number("unidirectional", 1)),
                form);
    }

    private OnnxModel open(Path file) {
        return OnnxModel.open(file, LoadOptions.defaults().withPreprocessing(Preprocessing.raw()));
    }

    private static PreparedImage picture(OnnxModel model) {
        return PreparedImage.ofTensor(
                Tensor.of(Shape.of(1, 8, 8), waves(64, 0.61f)), model.spec().input(), Preprocessing.raw());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"grouped", "grouped-packed", "standard", "standard-mask", "multi-head", "packed-qkv", "packed-kv"
            })
    void everyMethodSaysTheSame(String form) throws IOException {
        try (OnnxModel reference = open(byHand());
                OnnxModel model = open(written(form))) {
            assertThat(model.attention().blocks()).singleElement().satisfies(block -> {
                assertThat(block.heads()).isEqualTo(2);
                assertThat(block.tokens()).isEqualTo(TOKENS);
            });
            assertThat(model.predict(picture(model).batch()).get(0, 0))
                    .isCloseTo(reference.predict(picture(reference).batch()).get(0, 0), within(1e-4f));
            for (String method : METHODS) {
                float[] expected = map(method, reference);
                float[] actual = map(method, model);
                double largest = 0;
                for (float value : expected) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertThat(largest).as(method).isPositive();
                assertThat(actual).as(method).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) actual[i]).as(method).isCloseTo(expected[i], within(1e-4 * largest));
                }
            }
        }
    }

    private static float[] map(String method, OnnxModel model) {
        SaliencyMap map = (SaliencyMap)
                Explainers.named(method, model).target(Target.index(1)).explain(picture(model));
        return map.values().toArray();
    }

    /** A mask of four axes is for GPUs, and stays with the engine: its own words are given. */
    @Test
    void whatTheEngineCannotRunHereIsSaidInItsWords() throws IOException {
        Path file = end(
                start(17)
                        .integers("four", 1, 1, TOKENS, TOKENS)
                        .integers("ones", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
                        .weights("all", new long[] {SIZE, 3 * SIZE}, waves(3 * SIZE * SIZE, 0.2f))
                        .weights("shift", new long[] {3 * SIZE}, waves(3 * SIZE, 0.4f))
                        .node("Reshape", "ones,four", "wide")
                        .node("Cast", "wide", "mask", SmallModel.number("to", 6))
                        .node(MS, "Attention", "x,all,shift,mask", "o", SmallModel.number("num_heads", 2)),
                "mask");
        try (OnnxModel open = open(file)) {
            assertThatThrownBy(() -> open.predict(picture(open).batch()))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("4D mask in attention cpu kernel is not supported");
            assertThat(open.attention().obstacle()).contains("with a mask of 4 axes it has no rule");
        }
    }

    @Test
    void lengthsThatTheImageDecidesAreRefusedByName() throws IOException {
        Path file = end(
                start(17)
                        .integer32("total", TOKENS + 2)
                        .weights("past", new long[] {1, 1, 2, SIZE / 2}, waves(SIZE, 0.4f))
                        .weights("none", new long[] {1}, 0)
                        .weights("last", new long[] {1}, TOKENS + 1)
                        .integers("one", 1)
                        .node("ReduceMax", "image", "most", SmallModel.number("keepdims", 0))
                        .node("Mul", "most,none", "zero")
                        .node("Add", "zero,last", "float")
                        .node("Cast", "float", "length", SmallModel.number("to", 6))
                        .node(
                                MS,
                                "GroupQueryAttention",
                                "q,k,v,past,past,length,total",
                                "o,keys,values",
                                SmallModel.number("num_heads", 2),
                                SmallModel.number("kv_num_heads", 1)),
                "lengths");
        try (OnnxModel open = open(file)) {
            assertThat(open.attention().obstacle())
                    .startsWith("its attention cannot be written out: the operator com.microsoft.GroupQueryAttention")
                    .contains("its input length is computed from the image");
            assertThat(open.obstacle(Layer.INPUT, BackwardRule.GRADIENT).orElseThrow())
                    .contains("GroupQueryAttention");
        }
    }
}
