package xai4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.coalition.ToyModel;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.model.Score;

class WhatIfTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 16, 24);
    private static final PreparedImage IMAGE = ToyModel.image(INPUT, 1);
    private static final ToyModel MODEL = new ToyModel(INPUT);

    private static SegmentAttribution shapley() {
        return Explainers.kernelShap(MODEL)
                .segmentation(ToyModel.grid(24, 16, 6, 4))
                .target(Target.indices(1, 0))
                .explain(IMAGE);
    }

    private static double sum(SegmentAttribution why, int sign) {
        return IntStream.range(0, 24)
                .mapToDouble(region -> why.values().get(0, region))
                .filter(value -> sign * value > 0)
                .sum();
    }

    @Test
    void hidingWhatALinearModelIsExplainedByMovesItsScoreByExactlyThat() {
        SegmentAttribution why = shapley();
        WhatIf check = WhatIf.of(MODEL, IMAGE).score(Score.LOGIT);
        assertThat(check.withoutNegatives(why).change(0)).isPositive().isCloseTo(-sum(why, -1), within(1e-4));
        assertThat(check.withoutPositives(why).change(0)).isNegative().isCloseTo(-sum(why, 1), within(1e-4));
        assertThat(check.onlyPositives(why)).isEqualTo(check.withoutNegatives(why));
        assertThat(check.without(why, 3).change(1)).isCloseTo(-why.values().get(1, 3), within(1e-4));
    }

    @Test
    void scoresBeforeAreThoseOfTheImage() {
        SegmentAttribution why = shapley();
        Rescoring check = WhatIf.of(MODEL, IMAGE).score(Score.LOGIT).without(why);
        assertThat(check.before()).isEqualTo(why.targets()).isEqualTo(check.after());
        assertThat(check.hidden()).isEmpty();
    }

    @Test
    void aRegionThatDoesNotExistIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WhatIf.of(MODEL, IMAGE).without(shapley(), 24))
                .withMessageContaining("region 24");
    }

    @Test
    void stabilityComparesSeeds() {
        Stability stability = Stability.of(
                Explainers.lime(MODEL)
                        .segmentation(ToyModel.grid(24, 16, 6, 4))
                        .score(Score.LOGIT)
                        .samples(80),
                IMAGE,
                5);
        assertThat(stability.runs()).hasSize(5);
        assertThat(stability.rankAgreement().get(0)).isBetween(0.2, 0.999);
        assertThat(stability.topOverlap(0, 5)).isBetween(0.2, 1.0);
        assertThat(stability.mean().shape()).isEqualTo(stability.deviation().shape());
        Stability certain =
                Stability.of(Explainers.featureAblation(MODEL).segmentation(ToyModel.grid(24, 16, 6, 4)), IMAGE, 3);
        assertThat(certain.rankAgreement().get(0)).isCloseTo(1, within(1e-12));
        assertThat(certain.topOverlap(0, 5)).isEqualTo(1);
        assertThat(certain.deviation().toArray()).containsOnly(0f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Stability.of(Explainers.lime(MODEL), IMAGE, 1))
                .withMessageContaining("at least two seeds");
    }
}
