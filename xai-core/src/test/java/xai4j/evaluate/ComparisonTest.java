package xai4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.coalition.ToyModel;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class ComparisonTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 16, 24);
    private static final PreparedImage IMAGE = ToyModel.image(INPUT, 1);
    private static final ToyModel MODEL = new ToyModel(INPUT);

    private static SaliencyMap map(double slope) {
        Tensor values = Tensor.zeros(Shape.of(16, 24));
        for (int i = 0; i < values.size(); i++) {
            values.set(i, (float) (slope * i));
        }
        return GivenAttribution.map(values, IMAGE, MODEL, 0);
    }

    @Test
    void theSameTwiceAgreesInEverything() {
        Comparison same = Comparison.of(map(1), map(1));
        assertThat(same.rankAgreement()).isCloseTo(1, within(1e-12));
        assertThat(same.topOverlap()).isEqualTo(1);
        assertThat(same.distance()).isZero();
        assertThat(same.scoreChange()).isZero();
        assertThat(same.difference().values()).isEqualTo(Tensor.zeros(Shape.of(1, 16, 24)));
    }

    @Test
    void theOppositeAgreesInNothing() {
        Comparison opposite = Comparison.of(map(1), map(-1));
        assertThat(opposite.rankAgreement()).isCloseTo(-1, within(1e-12));
        assertThat(opposite.topOverlap()).isZero();
        assertThat(opposite.distance()).isCloseTo(2, within(1e-9));
        assertThat(Comparison.of(map(1), map(2)).distance()).isCloseTo(0.5, within(1e-6));
        assertThat(Comparison.of(map(1), map(2)).rankAgreement()).isCloseTo(1, within(1e-12));
    }

    @Test
    void itIsDrawnOnOneSheet() {
        BufferedImage photograph = IMAGE.picture();
        BufferedImage one = Comparison.of(map(1), map(2)).draw(photograph, photograph);
        BufferedImage two = Comparison.of(map(1), map(2)).draw(photograph, IMAGE.modelPicture());
        assertThat(one.getWidth()).isGreaterThan(300);
        assertThat(two.getHeight()).isGreaterThan(one.getHeight());
    }

    @Test
    void explanationsOfPicturesOfOtherSizesAreRefusedByBoth() {
        PreparedImage other = ToyModel.image(ImageInput.nchw(3, 8, 8), 1);
        ToyModel small = new ToyModel(ImageInput.nchw(3, 8, 8));
        SaliencyMap second = GivenAttribution.map(Tensor.zeros(Shape.of(8, 8)), other, small, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.of(map(1), second))
                .withMessageContaining("24×16")
                .withMessageContaining("8×8");
    }

    @Test
    void regionsBecomeAMapWithTheSameSumsAndHaveBounds() {
        SegmentAttribution why = Explainers.kernelShap(MODEL)
                .segmentation(ToyModel.grid(24, 16, 6, 4))
                .target(Target.indices(1, 0))
                .explain(IMAGE);
        SaliencyMap map = why.toSaliencyMap();
        for (int target = 0; target < 2; target++) {
            double regions = 0;
            double pixels = 0;
            for (int region = 0; region < 24; region++) {
                regions += why.values().get(target, region);
            }
            for (int pixel = 0; pixel < 24 * 16; pixel++) {
                pixels += map.values().row(target).at(pixel);
            }
            assertThat(pixels).isCloseTo(regions, within(1e-4));
        }
        assertThat(Comparison.of(why, map).distance()).isLessThan(1e-6);
        assertThat(why.segmentation().bounds(7)).isEqualTo(new Box(4, 8, 4, 8));
        assertThat(why.sameResultAs(why)).isTrue();
        assertThat(why.sameResultAs(map)).isFalse();
    }

    private static SegmentAttribution sampled(long seed, int... classes) {
        return Explainers.kernelShap(MODEL)
                .segmentation(ToyModel.grid(24, 16, 6, 4))
                .samples(200)
                .seed(seed)
                .target(Target.indices(classes))
                .explain(IMAGE);
    }

    @Test
    void targetsAreMatchedByTheirLabels() {
        SegmentAttribution some = sampled(1, 0, 1);
        SegmentAttribution others = sampled(2, 2, 1);
        List<Comparison> common = Comparison.ofTargets(some, others);
        assertThat(common).hasSize(1);
        assertThat(common.get(0).firstTarget()).isEqualTo(1);
        assertThat(common.get(0).secondTarget()).isEqualTo(1);
        assertThat(common.get(0).distance())
                .isCloseTo(
                        Comparison.of(sampled(1, 0, 1), 1, sampled(2, 2, 1), 1).distance(), within(1e-12));
        assertThat(Comparison.ofTargets(some, sampled(2, 1, 0)))
                .extracting(Comparison::secondTarget)
                .containsExactly(1, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.ofTargets(sampled(1, 0), sampled(1, 1)))
                .withMessageContaining("no target in common");
    }

    /** The error of a difference of independent estimates is the root of the sum of their squares, shared out like the values. */
    @Test
    void aDifferenceHasTheErrorsOfBothSides() {
        SegmentAttribution first = sampled(1, 0);
        SegmentAttribution second = sampled(2, 0);
        SaliencyMap difference = Comparison.of(first, second).difference();
        Tensor errors = difference.standardErrors().orElseThrow();
        int[] areas = first.segmentation().areas();
        int[] ids = first.segmentation().ids();
        for (int pixel = 0; pixel < ids.length; pixel++) {
            int region = ids[pixel];
            double expected = Math.hypot(
                            first.standardErrors().orElseThrow().get(0, region),
                            second.standardErrors().orElseThrow().get(0, region))
                    / areas[region];
            assertThat((double) errors.at(pixel)).isCloseTo(expected, within(1e-6));
        }
        assertThat(Comparison.of(map(1), first).difference().standardErrors()).isEmpty();
        assertThat(Comparison.of(map(1), first).certainShare()).isEmpty();
    }

    /** Two runs of one method differ by chance alone; of two classes the difference is more than that. */
    @Test
    void whatIsCertainIsToldFromChance() {
        SegmentAttribution one = sampled(1, 0, 1);
        Comparison chance = Comparison.of(one, 0, sampled(2, 0, 1), 0);
        Comparison classes = Comparison.of(one, 0, sampled(2, 0, 1), 1);
        assertThat(chance.certainShare().orElse(0)).isLessThan(0.3);
        assertThat(classes.certainShare().orElseThrow()).isGreaterThan(0.7);
        assertThat(classes.sentence()).contains("exceeds two standard errors");
    }

    @Test
    void whatTheSecondSeesLessOfIsDrawnToo() {
        BufferedImage photograph = IMAGE.picture();
        BufferedImage same = Comparison.of(map(1), map(1)).draw(photograph, photograph);
        BufferedImage less = Comparison.of(map(1), map(0.5)).draw(photograph, photograph);
        assertThat(blueish(less)).isGreaterThan(blueish(same) + 1000);
    }

    /** Pixels of the colours for negative values. */
    private static long blueish(BufferedImage picture) {
        long count = 0;
        for (int rgb : picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth())) {
            count += (rgb & 0xFF) - (rgb >> 16 & 0xFF) > 60 ? 1 : 0;
        }
        return count;
    }

    @Test
    void severalComparisonsStandOneBelowTheOther() {
        BufferedImage photograph = IMAGE.picture();
        List<Comparison> two = Comparison.ofTargets(sampled(1, 0, 1), sampled(2, 0, 1));
        assertThat(Comparison.draw(two, photograph, photograph).getHeight())
                .isGreaterThan(two.get(0).draw(photograph, photograph).getHeight() * 3 / 2);
    }
}
