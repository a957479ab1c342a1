package xai4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.attribution.InputAttribution;
import xai4j.baseline.Baseline;
import xai4j.explain.Explainer;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.model.FeatureLayout;
import xai4j.model.ModelException;
import xai4j.model.SmallNet;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Laws of the gradient family on a network whose derivatives are written by hand. */
class GradientLawsTest {
    private final SmallNet net = SmallNet.planar(5);
    private final PreparedImage image = SmallNet.image(net.spec().input(), 6);

    @Test
    void inputTimesGradientIsTheFiniteDifferenceTimesTheInput() {
        float[] found = Explainers.inputXGradient(net)
                .target(Target.index(2))
                .explain(image)
                .values()
                .toArray();
        float[] x = image.tensor().toArray();
        double step = 1e-3;
        for (int i = 0; i < x.length; i++) {
            double slope = (logit(2, i, step) - logit(2, i, -step)) / (2 * step);
            assertThat((double) found[i]).isCloseTo(slope * x[i], within(2e-3));
        }
    }

    @Test
    void layoutsOfTheModelGiveTheSameMap() {
        SmallNet last = new SmallNet(ImageInput.nhwc(3, 6, 4), FeatureLayout.CHANNELS_LAST, 5);
        SaliencyMap interleaved = Explainers.inputXGradient(last)
                .target(Target.index(1))
                .explain(SmallNet.image(last.spec().input(), 6));
        SaliencyMap planar =
                Explainers.inputXGradient(net).target(Target.index(1)).explain(image);
        assertThat(interleaved.values().shape()).isEqualTo(planar.values().shape());
        assertThat(interleaved.values().toArray())
                .containsExactly(planar.values().toArray(), within(1e-7f));
    }

    @Test
    void integratedGradientsAndDeepLiftShareOutTheScoreDifference() {
        double difference = net.predict(image.batch()).at(2)
                - net.predict(Tensor.zeros(image.batch().shape())).at(2);
        SaliencyMap integrated = Explainers.integratedGradients(net)
                .steps(3000)
                .target(Target.index(2))
                .explain(image);
        assertThat(sum(integrated)).isCloseTo(difference, within(2e-4));
        SaliencyMap lifted = Explainers.deepLift(net).target(Target.index(2)).explain(image);
        assertThat(sum(lifted)).isCloseTo(difference, within(1e-6));
        assertThat(lifted.diagnostics().measures().get("completeness-gap"))
                .isCloseTo(sum(lifted) - difference, within(1e-6));
    }

    @Test
    void stepsAreDoubledUntilTheGapIsSmall() {
        IntegratedGradients rough = Explainers.integratedGradients(net)
                .steps(2)
                .rule(Quadrature.RIEMANN_LEFT)
                .target(Target.index(0));
        SaliencyMap once = rough.explain(image);
        SaliencyMap refined = rough.maxGap(0.01).explain(image);
        assertThat(relativeGap(once)).isGreaterThan(0.01);
        assertThat(relativeGap(refined)).isLessThan(0.01);
        assertThat(refined.diagnostics().measures().get("steps")).isGreaterThan(2);
    }

    @Test
    void noNumberOfStepsTakesThemUntilOnePercentIsMissing() {
        SaliencyMap map = Explainers.integratedGradients(net)
                .rule(Quadrature.RIEMANN_LEFT)
                .target(Target.index(0))
                .explain(image);
        assertThat(relativeGap(map)).isLessThanOrEqualTo(0.01);
        SaliencyMap again = Explainers.integratedGradients(net)
                .rule(Quadrature.RIEMANN_LEFT)
                .target(Target.index(0))
                .steps(map.diagnostics().measures().get("steps").intValue())
                .explain(image);
        assertThat(again.values()).isEqualTo(map.values());
        SaliencyMap rough = Explainers.integratedGradients(net)
                .rule(Quadrature.RIEMANN_LEFT)
                .steps(2)
                .target(Target.index(0))
                .explain(image);
        assertThat(rough.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("miss the score difference"));
    }

    @Test
    void severalBaselinesAreAveraged() {
        Baseline zero = Baseline.zero();
        Baseline white = Baseline.white();
        float[] both = map(Baseline.several(List.of(zero, white)));
        float[] first = map(zero);
        float[] second = map(white);
        for (int i = 0; i < both.length; i++) {
            assertThat(both[i]).isCloseTo((first[i] + second[i]) / 2, within(1e-6f));
        }
    }

    @Test
    void varianceIsTheMeanSquareMinusTheSquaredMean() {
        float[] mean = values(Explainers.smoothGrad(net).samples(30).target(Target.index(3)));
        float[] square = values(Explainers.smoothGradSquared(net).samples(30).target(Target.index(3)));
        float[] variance = values(Explainers.varGrad(net).samples(30).target(Target.index(3)));
        for (int i = 0; i < mean.length; i++) {
            assertThat(variance[i]).isCloseTo(square[i] - mean[i] * mean[i], within(1e-6f));
        }
        assertThat(sum(variance)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "saliency",
                "input-x-gradient",
                "integrated-gradients",
                "smooth-grad",
                "var-grad",
                "guided-backprop",
                "deconvnet",
                "guided-grad-cam",
                "gradient-shap",
                "deep-lift",
                "deep-shap"
            })
    void batchSizeAndCompanyOfOtherClassesChangeNoBit(String method) {
        InputAttribution<?> explainer = (InputAttribution<?>) Explainers.named(method, net);
        Tensor alone =
                explainer.target(Target.index(2)).batchSize(1).explain(image).values();
        Tensor together = explainer
                .target(Target.indices(0, 2, 3))
                .batchSize(5)
                .explain(image)
                .values();
        assertThat(together.row(1).toArray()).containsExactly(alone.toArray());
    }

    @Test
    void thePredictedClassOfAPlainGradientCostsOnePass() {
        SaliencyMap map = Explainers.saliency(net).explain(image);
        assertThat(map.provenance().evaluations()).isEqualTo(1);
        float[] logits = net.predict(image.batch()).toArray();
        int top = IntStream.range(0, logits.length)
                .reduce((a, b) -> logits[b] > logits[a] ? b : a)
                .orElseThrow();
        assertThat(map.targets().get(0).index()).isEqualTo(top);
        assertThat(map.targets().get(0).score()).isEqualTo(logits[top]);
    }

    @Test
    void whatCannotBeAnsweredIsSaidInOneLine() {
        assertThatThrownBy(() -> Explainers.saliency(SmallNet.planar(1).withNaNGradients())
                        .explain(image))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("not finite");
        Baseline wrong = Baseline.images(Tensor.zeros(Shape.of(1, 3, 5, 5)));
        assertThatThrownBy(() ->
                        Explainers.integratedGradients(net).baseline(wrong).explain(image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[1, 3, 5, 5]")
                .hasMessageContaining("3, 6, 4]");
        assertThatThrownBy(() -> Baseline.parse("beige"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"beige\" is no baseline")
                .hasMessageContaining("file:PATH");
    }

    @Test
    void interruptionStopsTheWork() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Explainers.integratedGradients(net).explain(image))
                    .isInstanceOf(java.util.concurrent.CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private double logit(int target, int at, double step) {
        Tensor moved = Tensor.of(image.batch().shape(), image.batch().toArray());
        moved.set(at, (float) (moved.at(at) + step));
        return net.predict(moved).at(target);
    }

    private float[] map(Baseline baseline) {
        return values(Explainers.integratedGradients(net).baseline(baseline).target(Target.index(1)));
    }

    private float[] values(Explainer<SaliencyMap> explainer) {
        return explainer.explain(image).values().toArray();
    }

    private static double relativeGap(SaliencyMap map) {
        double gap = Objects.requireNonNull(map.diagnostics().measures().get("completeness-gap"));
        return Math.abs(
                gap / Objects.requireNonNull(map.diagnostics().measures().get("score-difference")));
    }

    private static double sum(SaliencyMap map) {
        return sum(map.values().toArray());
    }

    private static double sum(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
    }
}
