package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.explain.Applicability;
import xai4j.explain.Explainer;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.Attention;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.onnx.graph.TestModels;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A network of one attention whose answer is known. The four pixels x_j are the tokens; each token of head 0 asks alike, so that
 * A⁰_ij = exp(x_j) / Σ exp(x) = p_j, and each of head 1 asks nothing, so that A¹_ij = 1/4. Values are the pixels; class c scores
 * Σ_h W[h][c] · mean_i Σ_j A^h_ij x_j, so that ∂s_c/∂A^h_ij = W[h][c] x_j / 4.
 */
class AttentionTest {
    private static final Offset<Double> NEAR = within(1e-6);
    private static final double[] X = {0.5, -1, 2, 1.5};
    private static final double[][] W = {{2, -1}, {1, 3}};

    @TempDir
    Path folder;

    private static SmallModel start() {
        return SmallModel.opset(17)
                .input("image", SmallModel.FLOAT, "N", 1, 2, 2)
                .integers("column", -1, 1, 4, 1)
                .integers("row", -1, 1, 1, 4)
                .integers("pair", -1, 2)
                .integers("two", 2)
                .weights("q", new long[] {1, 2, 4, 1}, 1, 1, 1, 1, 0, 0, 0, 0)
                .weights("w", new long[] {2, 2}, 2, -1, 1, 3)
                .node("Reshape", "image,column", "v")
                .node("Reshape", "image,row", "k")
                .node("MatMul", "q,k", "s");
    }

    private static SmallModel end(SmallModel model, String weights) {
        return model.node("MatMul", weights + ",v", "o")
                .node("ReduceMean", "o", "m", SmallModel.numbers("axes", 2), SmallModel.number("keepdims", 0))
                .node("Reshape", "m,pair", "heads")
                .node("MatMul", "heads,w", "y")
                .output("y");
    }

    private Path plain() throws IOException {
        return end(start().node("Softmax", "s", "a", SmallModel.number("axis", -1)), "a")
                .write(folder.resolve("plain.onnx"));
    }

    private OnnxModel open(Path file) {
        return OnnxModel.open(file, LoadOptions.defaults().withPreprocessing(Preprocessing.raw()));
    }

    private static Tensor pixels() {
        return Tensor.of(Shape.of(1, 2, 2), (float) X[0], (float) X[1], (float) X[2], (float) X[3]);
    }

    private static double[] p() {
        double sum = IntStream.range(0, 4).mapToDouble(j -> Math.exp(X[j])).sum();
        return IntStream.range(0, 4).mapToDouble(j -> Math.exp(X[j]) / sum).toArray();
    }

    private static SaliencyMap explain(String method, OnnxModel model, Map<String, String> options, Target target) {
        Explainer<?> explainer = Explainers.named(method, model).target(target);
        for (Map.Entry<String, String> option : options.entrySet()) {
            explainer = explainer.set(option.getKey(), option.getValue());
        }
        return (SaliencyMap)
                explainer.explain(PreparedImage.ofTensor(pixels(), model.spec().input(), Preprocessing.raw()));
    }

    private static void assertMap(SaliencyMap map, int target, IntToDoubleFunction expected) {
        assertThat(map.values().shape().dropFirst()).isIn(Shape.of(2, 2), Shape.of(1, 2, 2));
        for (int j = 0; j < 4; j++) {
            assertThat((double) map.values().at(target * 4 + j))
                    .as("patch " + j)
                    .isEqualTo(expected.applyAsDouble(j), NEAR);
        }
    }

    @Test
    void theBlockIsFoundWithItsHeadsAndTokens() throws IOException {
        try (OnnxModel model = open(plain())) {
            Attention found = model.attention();

            assertThat(found.blocks()).hasSize(1);
            assertThat(found.blocks().get(0).probabilities().name()).isEqualTo("a");
            assertThat(found.blocks().get(0).heads()).isEqualTo(2);
            assertThat(found.blocks().get(0).tokens()).isEqualTo(4);
            assertThat(found.read()).isEmpty();
            assertThat(found.grid(2, 2))
                    .hasValueSatisfying(grid -> assertThat(grid.skip()).isZero());
        }
    }

    /** Half of what a token has is its own: the mean over rows is (1/4 + mean_h A_j) / 2. */
    @ParameterizedTest
    @ValueSource(strings = {"mean", "max", "min"})
    void rolloutFollowsTheAttention(String fusion) throws IOException {
        double[] fused = IntStream.range(0, 4)
                .mapToDouble(j -> fusion.equals("mean")
                        ? (p()[j] + 0.25) / 2
                        : fusion.equals("max") ? Math.max(p()[j], 0.25) : Math.min(p()[j], 0.25))
                .toArray();
        double sum = Arrays.stream(fused).sum();
        try (OnnxModel model = open(plain())) {
            SaliencyMap map = explain("attention-rollout", model, Map.of("head-fusion", fusion), Target.indices(0, 1));

            assertMap(map, 0, j -> (0.25 + fused[j]) / (1 + sum));
            assertMap(map, 1, j -> (0.25 + fused[j]) / (1 + sum));
            assertThat(map.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("not depend on the class"));
        }
    }

    /** A quarter of the sixteen elements is the column of the smallest attention. */
    @Test
    void whatIsDiscardedIsTheWeakestAttention() throws IOException {
        try (OnnxModel model = open(plain())) {
            SaliencyMap map = explain("attention-rollout", model, Map.of("discard-ratio", "0.25"), Target.predicted());

            double kept =
                    IntStream.of(0, 2, 3).mapToDouble(j -> (p()[j] + 0.25) / 2).sum();
            assertMap(map, 0, j -> (0.25 + (j == 1 ? 0 : (p()[j] + 0.25) / 2)) / (1 + kept));
        }
    }

    @Test
    void relevanceIsThePositiveGradientTimesAttention() throws IOException {
        try (OnnxModel model = open(plain())) {
            SaliencyMap map = explain("attention-relevance", model, Map.of(), Target.indices(0, 1));

            for (int c = 0; c < 2; c++) {
                int target = c;
                assertMap(
                        map,
                        c,
                        j -> 0.25
                                + (Math.max(0, W[0][target] * X[j] / 4 * p()[j])
                                                + Math.max(0, W[1][target] * X[j] / 4 * 0.25))
                                        / 2);
            }
        }
    }

    @Test
    void leGradIsThePositiveGradient() throws IOException {
        try (OnnxModel model = open(plain())) {
            SaliencyMap map = explain("legrad", model, Map.of(), Target.indices(0, 1));

            for (int c = 0; c < 2; c++) {
                int target = c;
                assertMap(map, c, j -> (Math.max(0, W[0][target] * X[j]) + Math.max(0, W[1][target] * X[j])) / 8);
            }
        }
    }

    /** A function of the scores has a gradient by the chain rule: W[h][0] − W[h][1] takes the place of W[h][c]. */
    @Test
    void aContrastIsExplainedToo() throws IOException {
        try (OnnxModel model = open(plain())) {
            SaliencyMap map = explain("legrad", model, Map.of(), Target.contrast("0", "1"));

            assertMap(map, 0, j -> (Math.max(0, 3 * X[j]) + Math.max(0, -2 * X[j])) / 8);
        }
    }

    /** Exporters put these between softmax and product, and stack heads into the batch. */
    @ParameterizedTest
    @ValueSource(strings = {"Identity", "Dropout", "guard", "folded"})
    void whatExportersPutBetweenChangesNothing(String between) throws IOException {
        SmallModel model = start();
        if (between.equals("folded")) {
            model.integers("three", -1, 4, 4)
                    .integers("four", -1, 2, 4, 4)
                    .node("Reshape", "s,three", "flat")
                    .node("Softmax", "flat", "a", SmallModel.number("axis", -1))
                    .node("Reshape", "a,four", "b");
        } else if (between.equals("guard")) {
            model.weights("zero", new long[] {1}, 0)
                    .node("Softmax", "s", "a", SmallModel.number("axis", -1))
                    .node("IsNaN", "a", "nan")
                    .node("Where", "nan,zero,a", "b");
        } else {
            model.node("Softmax", "s", "a", SmallModel.number("axis", -1)).node(between, "a", "b");
        }
        Path file = end(model, "b").write(folder.resolve(between + ".onnx"));
        try (OnnxModel open = open(file)) {
            assertThat(open.attention().blocks().get(0).heads()).isEqualTo(2);
            assertMap(
                    explain("attention-relevance", open, Map.of(), Target.index(0)),
                    0,
                    j -> 0.25
                            + (Math.max(0, W[0][0] * X[j] / 4 * p()[j]) + Math.max(0, W[1][0] * X[j] / 4 * 0.25)) / 2);
        }
    }

    /** Fused attention is written out for those who ask, and for nobody else; a central difference of its input says that it is right. */
    @Test
    void fusedAttentionShowsItsProbabilities() throws IOException {
        Path file = SmallModel.opset(17)
                .domain("com.microsoft", 1)
                .input("image", SmallModel.FLOAT, "N", 1, 2, 2)
                .integers("tokens", -1, 4, 1)
                .weights("wide", new long[] {1, 2}, 1, 0)
                .weights("v", new long[] {1, 2}, 1, 1)
                .weights("ask", new long[] {1, 2}, 0, 0)
                .weights("one", new long[] {2}, 1, 0)
                .weights("w", new long[] {2, 2}, 2, -1, 1, 3)
                .node("Reshape", "image,tokens", "x")
                .node("MatMul", "x,ask", "zero")
                .node("Add", "zero,one", "queries")
                .node("MatMul", "x,wide", "keys")
                .node("MatMul", "x,v", "values")
                .node(
                        "com.microsoft",
                        "MultiHeadAttention",
                        "queries,keys,values",
                        "o",
                        SmallModel.number("num_heads", 2))
                .node("ReduceMean", "o", "m", SmallModel.numbers("axes", 1), SmallModel.number("keepdims", 0))
                .node("MatMul", "m,w", "y")
                .output("y")
                .write(folder.resolve("fused.onnx"));
        try (OnnxModel fused = open(file);
                OnnxModel plain = open(plain())) {
            for (String method : new String[] {"attention-rollout", "attention-relevance", "legrad"}) {
                SaliencyMap expected = explain(method, plain, Map.of(), Target.indices(0, 1));
                SaliencyMap actual = explain(method, fused, Map.of(), Target.indices(0, 1));

                for (int i = 0; i < 8; i++) {
                    assertThat((double) actual.values().at(i))
                            .isEqualTo(expected.values().at(i), NEAR);
                }
            }
            Layer block = fused.attention().blocks().get(0).probabilities();
            Tensor batch = pixels().reshape(Shape.of(1, 1, 2, 2));
            Tensor gradient = Objects.requireNonNull(fused.gradients(
                            batch,
                            Objective.classes(Score.LOGIT, new int[] {0}, 2),
                            Set.of(block),
                            BackwardRule.GRADIENT)
                    .gradients()
                    .get(block));
            assertThat((double) gradient.at(2)).isEqualTo(W[0][0] * X[2] / 4, NEAR);
            assertThat(fused.layers()).doesNotContain(block);
        }
    }

    /**
     * With m = Σ p_k x_k: values bring half of what they give, ½ x_j (W⁰ p_j + W¹/4), and the softmax of head 0 passes its half on to the keys by
     * Taylor's rule, ½ x_j W⁰ p_j (x_j − m); head 1 has no keys that matter.
     */
    @Test
    void attnLrpSharesByItsRules() throws IOException {
        double m = IntStream.range(0, 4).mapToDouble(k -> p()[k] * X[k]).sum();
        try (OnnxModel model = open(plain())) {
            SaliencyMap map = explain("attn-lrp", model, Map.of("epsilon", "1e-9"), Target.indices(0, 1));

            for (int c = 0; c < 2; c++) {
                int target = c;
                assertMap(
                        map,
                        c,
                        j -> X[j]
                                / 2
                                * (W[0][target] * p()[j] + W[1][target] / 4 + W[0][target] * p()[j] * (X[j] - m)));
            }
        }
    }

    /** One normalisation as one operator and in the elementary ones of an older exporter: the same rules, so the same relevance. */
    @Test
    void aNormalisationIsSharedTheSameHoweverItIsWritten() throws IOException {
        SmallModel fused = normalized()
                .node("LayerNormalization", "f,scale,shift", "n", SmallModel.decimal("epsilon", 0.01f))
                .node("MatMul", "n,w", "y")
                .output("y");
        SmallModel elementary = normalized()
                .weights("two", new long[] {}, 2)
                .weights("little", new long[] {}, 0.01f)
                .node("ReduceMean", "f", "mean", SmallModel.numbers("axes", -1))
                .node("Sub", "f,mean", "centred")
                .node("Pow", "centred,two", "squares")
                .node("ReduceMean", "squares", "variance", SmallModel.numbers("axes", -1))
                .node("Add", "variance,little", "more")
                .node("Sqrt", "more", "deviation")
                .node("Div", "centred,deviation", "unit")
                .node("Mul", "unit,scale", "scaled")
                .node("Add", "scaled,shift", "n")
                .node("MatMul", "n,w", "y")
                .output("y");
        try (OnnxModel one = open(fused.write(folder.resolve("fused.onnx")));
                OnnxModel many = open(elementary.write(folder.resolve("elementary.onnx")))) {
            SaliencyMap expected = explain("attn-lrp", many, Map.of("epsilon", "1e-9"), Target.indices(0, 1));
            SaliencyMap actual = explain("attn-lrp", one, Map.of("epsilon", "1e-9"), Target.indices(0, 1));

            for (int i = 0; i < 8; i++) {
                assertThat((double) actual.values().at(i))
                        .isEqualTo(expected.values().at(i), within(1e-5));
            }
            double kept = Objects.requireNonNull(actual.diagnostics().measures().get("relevance-kept[0]"));
            double sum = IntStream.range(0, 4)
                    .mapToDouble(i -> actual.values().at(i))
                    .sum();
            double score = actual.targets().get(0).score();
            assertThat(kept).isEqualTo(sum / score, within(1e-5));
            double shift = 0.3 - 0.2; // the shift reaches class 0 through weights of one
            assertThat(sum).isEqualTo(score - shift, within(1e-5));
        }
    }

    /** Two blocks with biases, a class token and positions: what these absorb is measured, and said where it is most of it. */
    @Test
    void attnLrpSaysWhatArrives() {
        Tensor inputs = Npy.readFloat(TestModels.golden("tiny_vit/input.npy"));
        try (OnnxModel model = open(TestModels.golden("models/tiny_vit.onnx"))) {
            for (int image = 0; image < 3; image++) {
                SaliencyMap map = Explainers.attnLrp(model)
                        .explain(PreparedImage.ofTensor(
                                inputs.row(image), model.spec().input(), Preprocessing.raw()));
                double kept =
                        Objects.requireNonNull(map.diagnostics().measures().get("relevance-kept"));

                assertThat(kept).isBetween(image == 1 ? 0.3 : 0.9, image == 1 ? 0.5 : 1.1);
                assertThat(map.diagnostics().verdicts().stream()
                                .anyMatch(verdict -> verdict.contains("of the relevance")))
                        .isEqualTo(image == 1);
            }
        }
    }

    private static SmallModel normalized() {
        return SmallModel.opset(17)
                .input("image", SmallModel.FLOAT, "N", 1, 2, 2)
                .weights("scale", new long[] {4}, 2, 1, 0.5f, 1)
                .weights("shift", new long[] {4}, 0.3f, 0, 0, -0.2f)
                .weights("w", new long[] {4, 2}, 1, 2, 1, -1, 1, 0.5f, 1, 3)
                .node("Flatten", "image", "f");
    }

    @Test
    void aNetworkWithoutAttentionIsRefusedInWords() throws IOException {
        Path file = SmallModel.opset(17)
                .input("image", SmallModel.FLOAT, "N", 1, 2, 2)
                .node("Flatten", "image", "f")
                .node("Softmax", "f", "y")
                .output("y")
                .write(folder.resolve("none.onnx"));
        try (OnnxModel model = open(file)) {
            assertThat(Explainers.inspect(model).get("attention-rollout"))
                    .extracting(Applicability::reason)
                    .asString()
                    .contains("no attention was found in it");
            assertThatThrownBy(() -> Explainers.attentionRollout(model)
                            .explain(PreparedImage.ofTensor(
                                    pixels(), model.spec().input(), Preprocessing.raw())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("attention-rollout cannot explain none.onnx: no attention was found");
        }
    }

    @Test
    void tokensThatFormNoGridAreRefusedInWords() throws IOException {
        Path file = SmallModel.opset(17)
                .input("image", SmallModel.FLOAT, "N", 1, 2, 2)
                .integers("row", -1, 1, 1, 2)
                .integers("column", -1, 1, 2, 1)
                .integers("first", 0)
                .integers("last", 2)
                .integers("axis", 1)
                .node("Flatten", "image", "f")
                .node("Slice", "f,first,last,axis", "x")
                .node("Reshape", "x,column", "v")
                .node("Reshape", "x,row", "k")
                .node("MatMul", "v,k", "s")
                .node("Softmax", "s", "a", SmallModel.number("axis", -1))
                .node("MatMul", "a,v", "o")
                .node("Flatten", "o", "y")
                .output("y")
                .write(folder.resolve("two.onnx"));
        try (OnnxModel model = open(file)) {
            assertThat(Explainers.inspect(model).get("legrad").reason())
                    .isEqualTo("its 2 tokens form no grid over an image of 2×2");
        }
    }

    /** As Swin does: four windows of 2×2 tokens become a batch of their own. */
    @Test
    void windowsAreRefusedInWords() throws IOException {
        Path file = SmallModel.opset(17)
                .input("image", SmallModel.FLOAT, "N", 1, 4, 4)
                .integers("column", -1, 1, 4, 1)
                .integers("row", -1, 1, 1, 4)
                .integers("all", -1, 16)
                .weights("w", new long[] {16, 2}, new float[32])
                .node("Reshape", "image,column", "v")
                .node("Reshape", "image,row", "k")
                .node("MatMul", "v,k", "s")
                .node("Softmax", "s", "a", SmallModel.number("axis", -1))
                .node("MatMul", "a,v", "o")
                .node("Reshape", "o,all", "f")
                .node("MatMul", "f,w", "y")
                .output("y")
                .write(folder.resolve("windows.onnx"));
        try (OnnxModel model = open(file)) {
            assertThat(model.attention().obstacle())
                    .isEqualTo("its attention is within windows of 4 tokens, not over the whole image");
        }
    }

    @Test
    void tokensThatBecomeFewerAreRefusedInWords() throws IOException {
        Path file = SmallModel.opset(17)
                .input("image", SmallModel.FLOAT, "N", 1, 2, 2)
                .integers("column", -1, 1, 4, 1)
                .integers("row", -1, 1, 1, 4)
                .integers("first", 0)
                .integers("last", 2)
                .integers("axis", 2)
                .node("Reshape", "image,column", "v")
                .node("Reshape", "image,row", "k")
                .node("MatMul", "v,k", "s")
                .node("Softmax", "s", "a", SmallModel.number("axis", -1))
                .node("MatMul", "a,v", "o")
                .node("Slice", "o,first,last,axis", "fewer")
                .node("Transpose", "fewer", "k2", SmallModel.numbers("perm", 0, 1, 3, 2))
                .node("MatMul", "fewer,k2", "s2")
                .node("Softmax", "s2", "a2", SmallModel.number("axis", -1))
                .node("MatMul", "a2,fewer", "o2")
                .node("Flatten", "o2", "y")
                .output("y")
                .write(folder.resolve("fewer.onnx"));
        try (OnnxModel model = open(file)) {
            assertThat(model.attention().obstacle())
                    .isEqualTo("the number of tokens changes between its blocks: [4, 2]");
        }
    }

    private Path pooled() throws IOException {
        return SmallModel.opset(17)
                .input("image", SmallModel.FLOAT, "N", 1, 2, 2)
                .integers("column", -1, 1, 4, 1)
                .integers("row", -1, 1, 1, 4)
                .weights("probe", new long[] {1, 1, 1, 1}, 2)
                .weights("w", new long[] {1, 2}, 1, -1)
                .node("Reshape", "image,column", "v")
                .node("Reshape", "image,row", "k")
                .node("MatMul", "v,k", "s")
                .node("Softmax", "s", "a", SmallModel.number("axis", -1))
                .node("MatMul", "a,v", "o")
                .node("Transpose", "o", "k2", SmallModel.numbers("perm", 0, 1, 3, 2))
                .node("MatMul", "probe,k2", "s2")
                .node("Softmax", "s2", "a2", SmallModel.number("axis", -1))
                .node("MatMul", "a2,o", "o2")
                .node("Flatten", "o2", "f")
                .node("MatMul", "f,w", "y")
                .output("y")
                .write(folder.resolve("pooled.onnx"));
    }

    private static double[] softmax(IntToDoubleFunction scores) {
        double sum = IntStream.range(0, 4)
                .mapToDouble(j -> Math.exp(scores.applyAsDouble(j)))
                .sum();
        return IntStream.range(0, 4)
                .mapToDouble(j -> Math.exp(scores.applyAsDouble(j)) / sum)
                .toArray();
    }

    /**
     * A learned query gathers the tokens (SigLIP's head): A_ij ∝ exp(x_i x_j), o = A x, g_j ∝ exp(2 o_j), s = w Σ_j g_j o_j. So ∂s/∂g_j = w o_j and
     * ∂s/∂A_ij = w (g_i + 2 g_i (o_i − Σ g o)) x_j, and the query takes g · R of the patches.
     */
    @Test
    void attentionPoolingIsFollowed() throws IOException {
        double[][] a = new double[4][];
        double[] o = new double[4];
        for (int i = 0; i < 4; i++) {
            int row = i;
            a[i] = softmax(j -> X[row] * X[j]);
            o[i] = IntStream.range(0, 4).mapToDouble(j -> a[row][j] * X[j]).sum();
        }
        double[] g = softmax(j -> 2 * o[j]);
        double mean = IntStream.range(0, 4).mapToDouble(j -> g[j] * o[j]).sum();
        try (OnnxModel model = open(pooled())) {
            assertThat(model.attention().blocks()).hasSize(1);
            assertThat(model.attention().note()).isEmpty();
            assertThat(model.attention().pooling())
                    .hasValueSatisfying(pooling -> assertThat(pooling.queries()).isEqualTo(1));
            assertMap(explain("attention-rollout", model, Map.of(), Target.index(0)), 0, j -> IntStream.range(0, 4)
                    .mapToDouble(i -> g[i] * (a[i][j] + (i == j ? 1 : 0)) / 2)
                    .sum());
            SaliencyMap relevance = explain("attention-relevance", model, Map.of(), Target.indices(0, 1));
            SaliencyMap leGrad = explain("legrad", model, Map.of(), Target.indices(0, 1));
            for (int c = 0; c < 2; c++) {
                double w = c == 0 ? 1 : -1;
                double[][] slope = new double[4][4];
                for (int i = 0; i < 4; i++) {
                    for (int j = 0; j < 4; j++) {
                        slope[i][j] = w * (g[i] + 2 * g[i] * (o[i] - mean)) * X[j];
                    }
                }
                assertMap(relevance, c, j -> IntStream.range(0, 4)
                        .mapToDouble(i ->
                                Math.max(0, w * o[i] * g[i]) * ((i == j ? 1 : 0) + Math.max(0, slope[i][j] * a[i][j])))
                        .sum());
                assertMap(
                        leGrad,
                        c,
                        j -> (Math.max(0, w * o[j])
                                        + IntStream.range(0, 4)
                                                        .mapToDouble(i -> Math.max(0, slope[i][j]))
                                                        .sum()
                                                / 4)
                                / 2);
            }
        }
    }

    /** What a text model would want beside the picture is named. */
    @Test
    void furtherInputsAreRefusedByName() throws IOException {
        Path file = SmallModel.opset(17)
                .input("pixel_values", SmallModel.FLOAT, "N", 1, 2, 2)
                .input("attention_mask", SmallModel.FLOAT, "N", 4)
                .node("Flatten", "pixel_values", "f")
                .node("Mul", "f,attention_mask", "y")
                .output("y")
                .write(folder.resolve("masked.onnx"));
        assertThatThrownBy(() -> open(file).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("2 inputs")
                .hasMessageContaining("attention_mask");
    }

    @Test
    void aBlockThatIsNotThereIsRefusedInWords() throws IOException {
        try (OnnxModel model = open(plain())) {
            assertThatThrownBy(() -> explain("legrad", model, Map.of("start-layer", "1"), Target.predicted()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("option start-layer cannot be 1: plain.onnx has 1 block, and the first is 0");
        }
    }
}
