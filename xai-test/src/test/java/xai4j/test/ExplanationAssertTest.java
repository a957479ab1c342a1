package xai4j.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xai4j.test.ExplanationAssert.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Provenance;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.Box;
import xai4j.image.PixelMapping;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class ExplanationAssertTest {
    private static final Provenance PROVENANCE =
            new Provenance("made-up", Map.of(), "model", "", Score.LOGIT, 1, 0, "test");
    /** The photograph has two pixels for each of the model's. */
    private static final PixelMapping TWICE = new PixelMapping(0, 2, 0, 2);

    private static final Diagnostics DIAGNOSTICS =
            Diagnostics.NONE.with("completeness-gap", 0.02).with("beware");

    /** A 4×2 input, seen by a map of the same size. */
    private static SaliencyMap map(float... values) {
        return new SaliencyMap(
                List.of(new ExplainedTarget(3, "cat", 1)),
                Tensor.of(Shape.of(1, 2, 4), values),
                2,
                4,
                TWICE,
                PROVENANCE,
                DIAGNOSTICS);
    }

    /** Left and right half; what speaks against does not count. */
    private static SegmentAttribution halves() {
        return new SegmentAttribution(
                List.of(new ExplainedTarget(3, "cat", 1), new ExplainedTarget(5, "dog", 1)),
                Tensor.of(Shape.of(2, 2), 0.75f, 0.25f, -1, 0.5f),
                Optional.empty(),
                Segmentation.of(4, 2, new int[] {0, 0, 1, 1, 0, 0, 1, 1}),
                TWICE,
                PROVENANCE,
                Diagnostics.NONE);
    }

    @Test
    void shareOfThePositiveAttributionInsideABox() {
        Box left = new Box(0, 4, 0, 4);
        assertThat(halves()).explains("cat").looksAt(left, 0.75).hasNoVerdicts();
        assertThatThrownBy(() -> assertThat(halves()).looksAt(left, 0.76))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("76.0 %", "75.0 %", "\"cat\"");
        assertThatThrownBy(() -> assertThat(halves()).forTarget("dog").looksAt(left, 0.01))
                .isInstanceOf(AssertionError.class);
        assertThat(halves()).forTarget(1).looksAt(new Box(0, 4, 4, 8), 1);
    }

    @Test
    void shareInsideAMask() {
        BufferedImage mask = new BufferedImage(8, 4, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 4; y++) {
            for (int x = 4; x < 8; x++) {
                mask.setRGB(x, y, 0xFFFFFF);
            }
        }
        assertThat(halves()).looksAt(mask, 0.25);
        assertThatThrownBy(() -> assertThat(halves()).looksAt(mask, 0.26)).isInstanceOf(AssertionError.class);
    }

    @Test
    void strongestPoint() {
        SaliencyMap map = map(0, 0, 0, 1, 0, 0, 0, 0);
        assertThat(map).pointsAt(new Box(0, 2, 6, 8));
        assertThatThrownBy(() -> assertThat(map).pointsAt(new Box(2, 4, 0, 8)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("strongest point");
        assertThatThrownBy(() -> assertThat(map(-1, -1, 0, 0, 0, 0, 0, 0)).looksAt(new Box(0, 4, 0, 8), 0.1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nothing speaks for");
    }

    @Test
    void topRegion() {
        assertThat(halves()).hasTopRegionContaining(1, 1);
        assertThat(halves()).forTarget("dog").hasTopRegionContaining(7, 3);
        assertThatThrownBy(() -> assertThat(halves()).hasTopRegionContaining(7, 3))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("region 1", "region 0");
        assertThatThrownBy(() -> assertThat(halves()).hasTopRegionContaining(8, 0))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("does not see");
    }

    @Test
    void whatTheDiagnosticsSay() {
        SaliencyMap map = map(0, 0, 0, 1, 0, 0, 0, 0);
        assertThat(map).isComplete(0.02);
        assertThatThrownBy(() -> assertThat(map).isComplete(0.01)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(halves()).isComplete(1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("does not measure");
        assertThatThrownBy(() -> assertThat(map).hasNoVerdicts())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("beware");
        assertThatThrownBy(() -> assertThat(map).explains("dog"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("dog", "cat");
    }
}
