package xai4j.examples.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import xai4j.evaluate.PixelAttribution;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.birds.Part;
import xai4j.examples.birds.PartMask;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.explain.Rendering;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PixelMapping;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** What explanations of every kind say of parts, against counts of pixels. */
class PartImportancesTest {
    private static final int SIDE = 96;
    private static final List<ExplainedTarget> TARGETS = List.of(new ExplainedTarget(0, "bird", 1));
    private static final Provenance PROVENANCE = provenance("hand-made");
    private final PartMask mask = BirdWorld.test(1, 20).side(SIDE).picture(14).mask();

    private static Provenance provenance(String method) {
        return new Provenance(method, Map.of(), "model", "", Score.LOGIT, 1, 0, "test");
    }

    private SaliencyMap map(Shape shape, IntToDoubleFunction values) {
        return map(shape, values, "hand-made");
    }

    private SaliencyMap map(Shape shape, IntToDoubleFunction values, String method) {
        float[] numbers = new float[shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) values.applyAsDouble(i);
        }
        return new SaliencyMap(
                TARGETS,
                Tensor.of(shape.prepend(1), numbers),
                SIDE,
                SIDE,
                PixelMapping.IDENTITY,
                provenance(method),
                Diagnostics.NONE);
    }

    private Part part(int pixel) {
        return mask.at(pixel % SIDE, pixel / SIDE);
    }

    private int count(Part part) {
        return Objects.requireNonNull(mask.counts().get(part));
    }

    @Test
    void aMapThatLiesOnOnePartSpeaksForIt() {
        PartImportances said =
                PartImportances.of(map(Shape.of(SIDE, SIDE), i -> part(i) == Part.WING ? 2 : 0), 0, mask);
        assertThat(said.at(Part.WING)).isEqualTo(2.0 * count(Part.WING));
        assertThat(said.total()).isEqualTo(2.0 * count(Part.WING));
        assertThat(said.at(Part.BEAK)).isZero();
        assertThat(said.at(Part.BREAST)).as("touches the wing").isBetween(1.0, 0.5 * said.total());
        assertThat(said.at(Part.BACKGROUND)).as("is not widened").isZero();
        assertThat(said.important(0.5)).containsExactly(Part.WING);
    }

    @Test
    void channelsAreSummedWithTheirSign() {
        SaliencyMap signed = map(Shape.of(3, SIDE, SIDE), i -> i < SIDE * SIDE ? 3 : -1);
        PartImportances said = PartImportances.of(signed, 0, mask);
        assertThat(said.at(Part.BACKGROUND)).isEqualTo(count(Part.BACKGROUND));
        assertThat(said.total()).isEqualTo(SIDE * SIDE);
        SaliencyMap bare = map(Shape.of(3, SIDE, SIDE), i -> i < SIDE * SIDE ? 3 : -1, "guided-backprop");
        assertThat(PartImportances.of(bare, 0, mask).total())
                .as("of a bare gradient the magnitudes")
                .isEqualTo(5 * SIDE * SIDE);
    }

    @Test
    void aCoarseMapIsEnlargedBetweenTheCentresOfItsCells() {
        SaliencyMap ramp = map(Shape.of(12, 12), i -> i % 12);
        double[] pixels = PixelAttribution.of(ramp, 0, SIDE, SIDE);
        assertThat(pixels[0]).isZero();
        assertThat(pixels[SIDE - 1]).isEqualTo(11);
        // pixel 43.5 of 96 is 5.4375 cells from the left, 4.9375 from the first centre
        assertThat(pixels[50 * SIDE + 43]).isCloseTo(4.9375, within(1e-9));
    }

    @Test
    void aRegionSharesWhatItIsWorthAmongItsPixels() {
        int[] ids = new int[SIDE * SIDE];
        Arrays.setAll(ids, i -> part(i) == Part.TAIL ? 1 : part(i) == Part.BACKGROUND ? 2 : 0);
        SegmentAttribution why = new SegmentAttribution(
                TARGETS,
                Tensor.of(Shape.of(1, 3), 0, 5, -1),
                Optional.empty(),
                Segmentation.of(SIDE, SIDE, ids),
                PixelMapping.IDENTITY,
                PROVENANCE,
                Diagnostics.NONE);
        double[] pixels = PixelAttribution.of(why, 0, SIDE, SIDE);
        assertThat(Arrays.stream(pixels).sum()).isCloseTo(4, within(1e-3));
        PartImportances said = PartImportances.of(why, 0, mask);
        assertThat(said.at(Part.BACKGROUND)).isCloseTo(-1, within(1e-3));
        assertThat(said.total()).as("what is positive").isCloseTo(5, within(1e-3));
        assertThat(said.important(0.1)).containsExactly(Part.TAIL);
    }

    @Test
    void pixelsThatTheModelDoesNotSeeAreWorthNothing() {
        SaliencyMap cropped = new SaliencyMap(
                TARGETS,
                Tensor.of(Shape.of(1, 1, 1), 1),
                48,
                48,
                new PixelMapping(24, 1, 24, 1),
                PROVENANCE,
                Diagnostics.NONE);
        double[] pixels = PixelAttribution.of(cropped, 0, SIDE, SIDE);
        assertThat(Arrays.stream(pixels).sum()).isEqualTo(48 * 48);
        assertThat(pixels[0]).isZero();
    }

    @Test
    void withoutAnythingPositiveNoPartIsImportant() {
        assertThat(PartImportances.of(Map.of(Part.BEAK, -1.0)).important(0.01)).isEmpty();
        assertThat(PartImportances.of(Map.of(Part.BEAK, 1.0, Part.TAIL, 1.0, Part.BODY, 8.0))
                        .important(0.1))
                .as("a tenth is not more than a tenth")
                .isEmpty();
    }

    @Test
    void anExplanationWithoutPlacesIsRefused() {
        Explanation words = new Explanation() {
            @Override
            public List<ExplainedTarget> targets() {
                return TARGETS;
            }

            @Override
            public Tensor values() {
                return Tensor.zeros(Shape.of(1));
            }

            @Override
            public Provenance provenance() {
                return PROVENANCE;
            }

            @Override
            public Diagnostics diagnostics() {
                return Diagnostics.NONE;
            }

            @Override
            public Rendering render() {
                return photograph -> photograph;
            }
        };
        assertThatThrownBy(() -> PartImportances.of(words, 0, mask))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("hand-made");
    }
}
