package xai4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.model.SmallNet;
import xai4j.tensor.Tensor;

class GuidedIgTest {
    private final SmallNet net = SmallNet.planar(5);
    private final PreparedImage image = SmallNet.image(net.spec().input(), 6);

    private static double sum(SaliencyMap map, int target) {
        Tensor row = map.values().row(target);
        return IntStream.range(0, row.size()).mapToDouble(row::at).sum();
    }

    /**
     * The way is another one, the ends are the same: the sum is the difference of the scores for each target, with its own way. An input goes
     * up to twice the leave at one gradient, and what is missing is of that order.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.002})
    void theAttributionsShareOutTheScoreDifference(double leave) {
        Tensor here = net.predict(image.batch());
        Tensor there = net.predict(Tensor.zeros(image.batch().shape()));
        SaliencyMap map = Explainers.guidedIg(net)
                .steps(4000)
                .maxDistance(leave)
                .target(Target.indices(2, 1))
                .explain(image);

        assertThat(sum(map, 0)).isCloseTo(here.at(2) - there.at(2), within(leave));
        assertThat(sum(map, 1)).isCloseTo(here.at(1) - there.at(1), within(leave));
        assertThat(map.diagnostics().measures().get("completeness-gap[0]"))
                .isCloseTo(sum(map, 0) - (here.at(2) - there.at(2)), within(1e-5));
    }

    @Test
    void withoutLeaveItGoesTheStraightWay() {
        float[] straight = Explainers.integratedGradients(net)
                .steps(2000)
                .target(Target.index(2))
                .explain(image)
                .values()
                .toArray();
        float[] guided = Explainers.guidedIg(net)
                .steps(2000)
                .maxDistance(0)
                .target(Target.index(2))
                .explain(image)
                .values()
                .toArray();

        assertThat(guided).containsExactly(straight, within(1e-3f));
    }

    /** Two inputs from 0 to 1 with gradients 1 and 5 and all the leave there is: the first goes first. */
    @Test
    void smallGradientsGoFirst() {
        GuidedPath path = new GuidedPath(new float[] {0, 0}, new float[] {1, 1}, 0.5, 1);

        path.advance(new float[] {1, -5}, 0.5);
        assertThat(path.point()).containsExactly(1, 0);
        path.advance(new float[] {9, -5}, 0.75);
        assertThat(path.point()).containsExactly(new double[] {1, 0.5}, within(1e-12));
        path.advance(new float[] {9, -4}, 1);
        assertThat(path.attributions()).containsExactly(new double[] {1, -4.5}, within(1e-12));
    }

    @Test
    void anImageThatIsItsBaselineHasNoAttributions() {
        GuidedPath path = new GuidedPath(new float[] {1, 2}, new float[] {1, 2}, 0.25, 0.02);

        assertThat(path.isDone()).isTrue();
        assertThat(path.attributions()).containsOnly(0);
    }

    @Test
    void twoRunsAreTheSameBits() {
        GuidedIg explainer = Explainers.guidedIg(net).steps(50);

        assertThat(explainer.explain(image).values().toArray())
                .containsExactly(explainer.batchSize(1).explain(image).values().toArray());
    }
}
