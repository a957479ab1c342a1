package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.model.BackwardRule;
import xai4j.onnx.grad.GoldenGradientTest.Golden;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** DeepLIFT against shap, and its law of completeness where references break it. */
class DeepLiftTest {
    private static final BackwardRule RULE = new BackwardRule.DeepLift(Tensor.zeros(Shape.of(1, 1, 1, 1)));

    private static GradientGraph build(Golden golden, boolean probability) {
        String seed = probability ? golden.anatomy.scores() : golden.anatomy.logits();
        return GradientGraph.build(GradientRequest.ofLogits(golden.anatomy, Set.of("input"))
                .from(Seed.scores(seed))
                .under(RULE));
    }

    /** Multiplier × difference, and what completeness misses per image. */
    private record Contributions(Tensor values, double gap) {
        static Contributions of(Golden golden, GradientGraph graph, Tensor baseline, String seed) {
            Tensor input = golden.array("input");
            Map<String, Tensor> feeds = new HashMap<>();
            feeds.put("input", input);
            feeds.put(graph.cotangent(), golden.cotangent());
            feeds.put(graph.baseline().orElseThrow(), baseline);
            Map<String, Tensor> out = GradientRuns.run(graph.graph(), feeds);
            feeds.put("input", repeated(baseline, input.shape()));
            Tensor before = GradientRuns.run(graph.graph(), feeds).get(seed);
            Tensor values = out.get(graph.gradient("input")).copy();
            int row = input.shape().dropFirst().size();
            int base = baseline.size();
            double gap = 0;
            for (int n = 0; n < input.shape().dim(0); n++) {
                double sum = 0;
                for (int i = n * row; i < (n + 1) * row; i++) {
                    values.set(i, values.at(i) * (input.at(i) - baseline.at(i % base)));
                    sum += values.at(i);
                }
                int classes = golden.cotangent().shape().dim(1);
                double change = 0;
                for (int k = 0; k < classes; k++) {
                    int at = n * classes + k;
                    change += golden.cotangent().at(at) * (out.get(seed).at(at) - before.at(at));
                }
                gap = Math.max(gap, Math.abs(sum - change));
            }
            return new Contributions(values, gap);
        }

        private static Tensor repeated(Tensor baseline, Shape shape) {
            Tensor all = Tensor.zeros(shape);
            for (int i = 0; i < all.size(); i++) {
                all.set(i, baseline.at(i % baseline.size()));
            }
            return all;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cnn_gap, cnn_gap, false, deeplift_rescale",
        "cnn_gap, cnn_gap_folded, false, deeplift_rescale",
        "cnn_fc, cnn_fc, false, logit/deeplift_rescale",
        "cnn_fc, cnn_fc, true, prob_deeplift_rescale",
    })
    void contributionsAgainstBlackMatchShap(String data, String model, boolean probability, String expected) {
        Golden golden = new Golden(data, model);
        GradientGraph graph = build(golden, probability);
        String seed = probability ? golden.anatomy.scores() : golden.anatomy.logits();

        Contributions found = Contributions.of(golden, graph, Tensor.zeros(Shape.of(1, 3, 32, 32)), seed);

        assertThat(GradientRuns.relativeError(found.values(), golden.array(expected)))
                .isLessThan(1e-4);
        assertThat(found.gap()).isLessThan(2e-5);
    }

    @ParameterizedTest
    @CsvSource({
        "cnn_gap, false, deeplift_shap",
        "cnn_fc, false, logit/deeplift_shap",
        "cnn_fc, true, prob_deeplift_shap"
    })
    void theMeanOverABackgroundMatchesDeepShap(String model, boolean probability, String expected) {
        Golden golden = new Golden(model, model);
        GradientGraph graph = build(golden, probability);
        String seed = probability ? golden.anatomy.scores() : golden.anatomy.logits();
        Tensor background = golden.array("background");
        int count = background.shape().dim(0);
        Tensor mean = Tensor.zeros(golden.array("input").shape());
        for (int b = 0; b < count; b++) {
            Contributions found = Contributions.of(golden, graph, background.slice(b, b + 1), seed);
            for (int i = 0; i < mean.size(); i++) {
                mean.set(i, mean.at(i) + found.values().at(i) / count);
            }
        }
        assertThat(GradientRuns.relativeError(mean, golden.array(expected))).isLessThan(1e-4);
    }

    /** shap and captum lose relevance in the overlapping pooling of these nets, and have no rule for products. */
    @ParameterizedTest
    @CsvSource({
        "cnn_res_relu, cnn_res_relu",
        "cnn_res_relu, cnn_res_relu_folded",
        "cnn_res_gelu, cnn_res_gelu",
        "cnn_res_silu, cnn_res_silu",
        "cnn_res_hardswish, cnn_res_hardswish",
        "tiny_vit, tiny_vit"
    })
    void contributionsSumToTheChangeOfTheScore(String data, String model) {
        Golden golden = new Golden(data, model);
        GradientGraph graph = build(golden, false);
        Tensor baseline = golden.array("input").slice(1, 2);
        Tensor shifted = Tensor.zeros(baseline.shape());
        for (int i = 0; i < shifted.size(); i++) {
            shifted.set(i, 0.5f * baseline.at((i * 7 + 3) % shifted.size()));
        }
        Contributions found = Contributions.of(golden, graph, shifted, golden.anatomy.logits());
        assertThat(found.gap()).isLessThan(2e-4);
    }

    @Test
    void aRowAloneEqualsTheRowInABatch() {
        Golden golden = new Golden("cnn_res_relu", "cnn_res_relu");
        GradientGraph graph = build(golden, false);
        Map<String, Tensor> feeds = new HashMap<>();
        feeds.put("input", golden.array("input"));
        feeds.put(graph.cotangent(), golden.cotangent());
        feeds.put(graph.baseline().orElseThrow(), Tensor.zeros(Shape.of(1, 3, 32, 32)));
        Tensor all = GradientRuns.run(graph.graph(), feeds).get(graph.gradient("input"));
        feeds.put("input", golden.array("input").slice(2, 3));
        feeds.put(graph.cotangent(), golden.cotangent().slice(2, 3));
        Tensor alone = GradientRuns.run(graph.graph(), feeds).get(graph.gradient("input"));
        assertThat(GradientRuns.relativeError(alone, all.slice(2, 3))).isLessThan(1e-6);
    }
}
