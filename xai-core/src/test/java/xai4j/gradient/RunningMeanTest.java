package xai4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.explain.Clock;
import xai4j.explain.Diagnostics;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.model.SmallNet;

class RunningMeanTest {
    private static RunningMean of(double... samples) {
        RunningMean mean = new RunningMean(List.of(new double[2]), List.of(new double[2]));
        for (double sample : samples) {
            mean.add(0, 0, sample);
            mean.add(0, 1, 0.5);
            mean.count(0);
        }
        return mean;
    }

    @Test
    void theErrorIsThatOfAMean() {
        RunningMean mean = of(1, 2, 3, 4);
        assertThat(mean.means().get(0)).containsExactly(2.5, 0.5);
        Diagnostics diagnostics = mean.diagnostics(4, "samples");
        // the deviation of 1 … 4 is sqrt(5/3), a mean of four has half of it
        assertThat(diagnostics.measures().get("relative-error")).isCloseTo(Math.sqrt(5.0 / 3) / 2 / 2.5, within(1e-12));
        assertThat(diagnostics.verdicts()).isEmpty();
    }

    @Test
    void whatTimeTookAwayIsSaidWithTheErrorThatIsLeft() {
        assertThat(of(1, 2, 3, 4).diagnostics(10, "noisy copies").verdicts())
                .containsExactly(
                        "stopped by max-seconds after 4 of 10 noisy copies: the standard error is up to 0.26 of the largest value");
        assertThat(of(1).diagnostics(10, "noisy copies").verdicts())
                .containsExactly("stopped by max-seconds after 1 of 10 noisy copies: how far that is off is not known");
    }

    @Test
    void aMeanThatWasCutShortIsThatOfItsFirstSamples() {
        SmallNet net = SmallNet.planar(5);
        PreparedImage image = SmallNet.image(net.spec().input(), 6);
        for (int target = 0; target < 2; target++) {
            Target one = Target.index(target);
            long[] calls = {0};
            SaliencyMap cut = Explainers.gradientShap(net)
                    .samples(1000)
                    .batchSize(4)
                    .target(one)
                    .clock(Clock.of(() -> calls[0]++ * 1_000_000_000))
                    .maxTime(java.time.Duration.ofSeconds(6))
                    .explain(image);
            int samples = cut.diagnostics().measures().get("samples").intValue();
            assertThat(samples).isBetween(4, 40);
            SaliencyMap asked = Explainers.gradientShap(net)
                    .samples(samples)
                    .batchSize(4)
                    .target(one)
                    .explain(image);
            assertThat(cut.values()).isEqualTo(asked.values());
        }
    }
}
