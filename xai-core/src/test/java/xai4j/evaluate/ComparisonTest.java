package xai4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
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
}
