package xai4j.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xai4j.test.ExplanationAssert.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.evaluate.TruthMask;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Provenance;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.Box;
import xai4j.image.PixelMapping;
import xai4j.json.ExplanationJson;
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

    /** A mask of another size would be laid over other pixels than it was drawn for. */
    @Test
    void aMaskIsAsLargeAsItsPhotograph() {
        TruthMask small = TruthMask.of(3, 3, (x, y) -> true);
        BufferedImage photograph = new BufferedImage(8, 4, BufferedImage.TYPE_INT_RGB);
        BufferedImage large = new BufferedImage(9, 4, BufferedImage.TYPE_INT_RGB);
        for (ThrowingCallable asked : List.<ThrowingCallable>of(
                () -> assertThat(halves()).pointsInto(small),
                () -> assertThat(halves()).evidenceInside(small),
                () -> assertThat(halves()).of(photograph).pointsInto(large),
                () -> assertThat(halves()).of(photograph).evidenceInside(large),
                () -> assertThat(halves()).of(photograph).looksAt(large, 0.1))) {
            assertThatThrownBy(asked)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a mask is as large as its photograph");
        }
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

    @Test
    void aShareOfTheEvidenceIsASentenceOfItsOwn() {
        Box left = new Box(0, 4, 0, 4);
        assertThat(halves())
                .evidenceInside(left)
                .isGreaterThan(0.7)
                .evidenceInside(left)
                .isBetween(0.75, 0.75)
                .target("dog")
                .evidenceInside(left)
                .isLessThan(0.01);
        assertThatThrownBy(() -> assertThat(halves()).evidenceInside(left).isGreaterThan(0.75))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("more than 75.0 %", "found 75.0 %", "\"cat\"");
    }

    @Test
    void theStrongestPointLiesOnAnObject() {
        assertThat(map(0, 0, 0, 0, 0, 0, 3, 1)).pointsInto(TruthMask.of(8, 4, (x, y) -> x > 3 && y > 1));
        assertThatThrownBy(
                        () -> assertThat(map(0, 0, 0, 0, 0, 0, 3, 1)).pointsInto(TruthMask.of(8, 4, (x, y) -> x < 3)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("on the object");
    }

    @Test
    void whatLooksAtTheBorderIsToldFromWhatDoesNot() {
        float[] middle = new float[400];
        float[] frame = new float[400];
        for (int i = 0; i < 400; i++) {
            int x = i % 20;
            int y = i / 20;
            boolean inside = x > 5 && x < 14 && y > 5 && y < 14;
            middle[i] = inside ? 1 : 0.1f;
            frame[i] = x == 0 || y == 0 || x == 19 || y == 19 ? 1 : 0.1f;
        }
        assertThat(square(middle)).isNotOnTheBorder();
        assertThatThrownBy(() -> assertThat(square(frame)).isNotOnTheBorder())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("off the border");
    }

    private static SaliencyMap square(float... values) {
        return new SaliencyMap(
                List.of(new ExplainedTarget(3, "cat", 1)),
                Tensor.of(Shape.of(1, 20, 20), values),
                20,
                20,
                PixelMapping.IDENTITY,
                PROVENANCE,
                DIAGNOSTICS);
    }

    @Test
    void howFarTwoExplanationsMayDiffer() {
        assertThat(map(1, 0, 0, 0, 0, 0, 0, 0))
                .agreesWith(map(1, 0, 0, 0, 0, 0, 0, 0))
                .within(0);
        assertThat(map(1, 0, 0, 0, 0, 0, 0, 0))
                .agreesWith(map(1.02f, 0, 0, 0, 0, 0, 0, 0))
                .within(0.05);
        assertThatThrownBy(() -> assertThat(map(1, 0, 0, 0, 0, 0, 0, 0))
                        .agreesWith(map(0, 0, 0, 0, 0, 0, 0, 1))
                        .within(0.9))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("apart");
    }

    @Test
    void aGoldenExplanationIsRecordedOnDemandAndHeldAgainst(@TempDir Path folder) {
        Path golden = folder.resolve("goldens/cat.json");
        assertThatThrownBy(() -> assertThat(map(1, 0, 0, 0, 0, 0, 0, 2)).matchesGolden(golden))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dxai.golden=update");
        System.setProperty("xai.golden", "update");
        try {
            assertThat(map(1, 0, 0, 0, 0, 0, 0, 2)).matchesGolden(golden);
        } finally {
            System.clearProperty("xai.golden");
        }
        assertThat(map(1, 0, 0, 0, 0, 0, 0, 2.0001f)).matchesGolden(golden);
        assertThatThrownBy(() -> assertThat(map(1, 0, 0, 0, 0, 0, 0, 2.1f)).matchesGolden(golden))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("apart");
        SaliencyMap again = new SaliencyMap(
                map(1, 0, 0, 0, 0, 0, 0, 2).targets(),
                map(1, 0, 0, 0, 0, 0, 0, 2).values(),
                2,
                4,
                TWICE,
                new Provenance("made-up", Map.of(), "model", "", Score.LOGIT, 1, 99, "a later version"),
                Diagnostics.NONE);
        assertThat(map(1, 0, 0, 0, 0, 0, 0, 2)).hasSameResultAs(again);
    }

    @Test
    void aGoldenThatIsMissedShowsTheDifferenceAsAPicture(@TempDir Path folder) throws java.io.IOException {
        Path golden = folder.resolve("cat.json");
        ExplanationJson.write(map(1, 0, 0, 0, 0, 0, 0, 2), golden);
        Path failures = folder.resolve("failures");
        System.setProperty("xai.failures", failures.toString());
        try {
            assertThatThrownBy(() -> assertThat(map(0, 0, 0, 0, 0, 0, 0, 2)).matchesGolden(golden))
                    .hasMessageContaining("what is different is drawn in " + failures.toUri())
                    .hasMessageContaining("-difference.png");
            assertThatThrownBy(() -> assertThat(map(0, 0, 0, 0, 0, 0, 0, 2))
                            .agreesWith(map(2, 0, 0, 0, 0, 0, 0, 2))
                            .within(0.1))
                    .hasMessageContaining("-difference.png");
        } finally {
            System.clearProperty("xai.failures");
        }
        try (var files = java.nio.file.Files.list(failures)) {
            Path picture = files.filter(file -> file.toString().endsWith("-difference.png"))
                    .findFirst()
                    .orElseThrow();
            org.assertj.core.api.Assertions.assertThat(
                            javax.imageio.ImageIO.read(picture.toFile()).getWidth())
                    .isGreaterThan(600);
        }
    }

    @Test
    void aFailureLeavesPictureAndNumbers(@TempDir Path folder) {
        System.setProperty("xai.failures", folder.toString());
        try {
            assertThatThrownBy(() -> assertThat(halves())
                            .evidenceInside(new Box(0, 4, 0, 4))
                            .isGreaterThan(0.9))
                    .hasMessageContaining(folder.toUri().toString());
        } finally {
            System.clearProperty("xai.failures");
        }
        org.assertj.core.api.Assertions.assertThat(folder)
                .isDirectoryContaining("glob:**.png")
                .isDirectoryContaining("glob:**.json");
    }
}
