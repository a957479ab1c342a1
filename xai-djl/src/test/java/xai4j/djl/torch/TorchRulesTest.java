package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static xai4j.djl.torch.Golden.assertClose;
import static xai4j.djl.torch.Golden.tensor;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.djl.Platform;
import xai4j.explain.Applicability;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.MaskedPrediction;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.onnx.OnnxModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class TorchRulesTest {
    private static final BackwardRule GUIDED = new BackwardRule.Guided();

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private static TorchScriptModel open(String name) {
        return TorchScriptModel.open(
                Golden.path(name + ".pt"),
                LoadOptions.defaults().withInputSize(16, 16).withThreads(1));
    }

    private static Tensor gradient(DifferentiableModel model, Tensor input, Score score, BackwardRule rule) {
        int classes = model.predict(input.slice(0, 1)).shape().dim(1);
        Objective first = Objective.classes(score, new int[input.shape().dim(0)], classes);
        Gradients gradients = model.gradients(input, first, Set.of(Layer.INPUT), rule);
        return Objects.requireNonNull(gradients.gradients().get(Layer.INPUT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"products.trace", "products.script"})
    void deepLiftSplitsProductsAttentionAndNormalisationsAsOnOnnx(String name) {
        Tensor input = tensor("rules/input");
        BackwardRule rule = new BackwardRule.DeepLift(input.slice(1, 2));
        try (TorchScriptModel model = open("rules/" + name);
                OnnxModel twin = OnnxModel.open(Golden.path("rules/products.onnx"), LoadOptions.defaults())) {
            assertThat(model.obstacle(Layer.INPUT, rule)).isEmpty();
            assertClose(gradient(model, input, Score.LOGIT, rule), gradient(twin, input, Score.LOGIT, rule), 1e-4);
        }
    }

    @Test
    void deepLiftOfProductsIsComplete() {
        Tensor input = tensor("rules/input");
        try (TorchScriptModel model = open("rules/products.script")) {
            Tensor multipliers = gradient(model, input, Score.LOGIT, new BackwardRule.DeepLift(input.slice(1, 2)));
            double sum = 0;
            for (int i = 0; i < input.row(0).size(); i++) {
                sum += multipliers.row(0).at(i)
                        * (double) (input.row(0).at(i) - input.row(1).at(i));
            }
            Tensor scores = model.predict(input);
            assertThat(sum).isCloseTo(scores.get(0, 0) - scores.get(1, 0), within(1e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/tiny_vit.trace", "models/tiny_vit.script"})
    void deepLiftOfATransformerIsComplete(String name) {
        try (TorchScriptModel model = open(name)) {
            Tensor input = tensor("tiny_vit/input").slice(0, 1);
            Tensor zeros = Tensor.zeros(input.shape());
            Tensor multipliers = gradient(model, input, Score.LOGIT, new BackwardRule.DeepLift(zeros));
            double sum = 0;
            for (int i = 0; i < input.size(); i++) {
                sum += multipliers.at(i) * (double) input.at(i);
            }
            double change = model.predict(input, Score.LOGIT).at(0)
                    - model.predict(zeros, Score.LOGIT).at(0);
            assertThat(sum).isCloseTo(change, within(1e-3));
        }
    }

    @Test
    void anOperatorWithoutARuleOfDeepLiftIsNamedBeforeAnythingIsComputed() {
        try (TorchScriptModel model = open("rules/largest.trace")) {
            Applicability lift =
                    Objects.requireNonNull(Explainers.inspect(model).get("deep-lift"));
            assertThat(lift.level()).isEqualTo(Applicability.Level.IMPOSSIBLE);
            assertThat(lift.reason()).contains("amax", "no DeepLIFT rule", "integrated-gradients");
            Tensor input = tensor("rules/input");
            assertThatThrownBy(() -> gradient(model, input, Score.LOGIT, new BackwardRule.DeepLift(input.slice(0, 1))))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("amax");
            assertThat(gradient(model, input, Score.LOGIT, BackwardRule.GRADIENT)
                            .shape())
                    .isEqualTo(input.shape());
        }
    }

    @Test
    void aBatchOfAnySizeRunsThroughANetworkTracedForOne() {
        Tensor input = tensor("shapes/one-input");
        try (TorchScriptModel model = TorchScriptModel.open(
                Golden.path("shapes/one.trace.pt"), LoadOptions.defaults().withThreads(1))) {
            assertThat(model.spec().input().batch()).isEqualTo(1);
            assertClose(model.predict(input), tensor("shapes/one-output"), 1e-6);
            Layer map = model.lastSpatialLayer().orElseThrow();
            Tensor maps = Objects.requireNonNull(
                    model.activations(input, Set.of(map)).values().get(map));
            Tensor second = Objects.requireNonNull(
                    model.activations(input.slice(1, 2), Set.of(map)).values().get(map));
            assertThat(maps.slice(1, 2)).isEqualTo(second);
            assertClose(model.predictWith(input, map, maps, Score.LOGIT), tensor("shapes/one-output"), 1e-6);
            BackwardRule lift = new BackwardRule.DeepLift(Tensor.zeros(input.shape()));
            BackwardRule liftOne = new BackwardRule.DeepLift(Tensor.zeros(Shape.of(1, 3, 28, 28)));
            for (BackwardRule rule : List.of(BackwardRule.GRADIENT, GUIDED, lift, liftOne)) {
                Tensor both = gradient(model, input, Score.LOGIT, rule);
                BackwardRule one = rule == lift ? liftOne : rule;
                assertThat(both.slice(0, 1)).isEqualTo(gradient(model, input.slice(0, 1), Score.LOGIT, one));
                assertThat(both.slice(1, 2)).isEqualTo(gradient(model, input.slice(1, 2), Score.LOGIT, one));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.predict(Tensor.zeros(Shape.of(2, 3, 30, 28))))
                    .withMessageContaining("[2, 3, 30, 28]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bounded.trace", "bounded.script"})
    void aRelu6IsARectifierOnBothSidesAndAHardtanhAroundZeroIsNone(String name) {
        try (TorchScriptModel model = open("rules/" + name)) {
            assertClose(
                    gradient(model, tensor("rules/input"), Score.LOGIT, GUIDED), tensor("rules/bounded-guided"), 1e-5);
        }
    }

    @Test
    void weightsOfDoublePrecisionAreTaken() {
        Tensor input = tensor("rules/input");
        try (TorchScriptModel model = open("rules/double.trace")) {
            Tensor scores = model.predict(input);
            assertThat(scores.shape()).isEqualTo(Shape.of(2, 3));
            BackwardRule lift = new BackwardRule.DeepLift(Tensor.zeros(Shape.of(1, 3, 16, 16)));
            for (BackwardRule rule : List.of(BackwardRule.GRADIENT, GUIDED, lift)) {
                assertThat(gradient(model, input, Score.LOGIT, rule).shape()).isEqualTo(input.shape());
            }
            int[] regions = new int[16 * 16];
            try (MaskedPrediction.MaskedImage masked = model.masked(input.row(0), input.row(1), regions, 1)) {
                Tensor whole = masked.predict(Tensor.of(Shape.of(1, 1), 1), Score.OUTPUT);
                assertClose(whole, scores.slice(0, 1), 1e-6);
            }
        }
    }
}
