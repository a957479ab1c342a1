package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import xai4j.image.PixelMapping;
import xai4j.model.Score;
import xai4j.render.ColorMap;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class RenderingTest {
    private static final int GREY = 0x808080;
    private static final List<ExplainedTarget> ONE = List.of(new ExplainedTarget(0, "cat", 1));
    private static final Provenance PROVENANCE = new Provenance("m", Map.of(), "model", "", Score.LOGIT, 1, 0, "1");

    @Test
    void aPositiveCellIsWarmAndTheRestKeepsThePhotograph() {
        BufferedImage picture = map(PixelMapping.IDENTITY, Diagnostics.NONE, 0, 0, 0, 1)
                .cellExact()
                .withoutLegend()
                .overlay(grey(400, 200));
        assertThat(red(picture, 300, 150) - blue(picture, 300, 150)).isGreaterThan(60);
        int untouched = picture.getRGB(50, 50);
        assertThat(Math.abs((untouched >> 16 & 0xFF) - 0x80)).isLessThan(60);
    }

    @Test
    void theMapLiesWhereTheModelLooked() {
        // the model saw only the left half of the photograph
        PixelMapping leftHalf = new PixelMapping(0, 50, 0, 50);
        BufferedImage picture = map(leftHalf, Diagnostics.NONE, 0, 1, 0, 1)
                .cellExact()
                .withoutLegend()
                .overlay(grey(400, 200));
        assertThat(red(picture, 150, 100) - blue(picture, 150, 100)).isGreaterThan(60);
        assertThat(red(picture, 300, 100)).as("outside is dimmed").isLessThan(0x60);
        assertThat(red(picture, 300, 100)).isEqualTo(blue(picture, 300, 100));
    }

    @Test
    void aVerdictAndSeveralTargetsMakeTheSheetLarger() {
        BufferedImage plain =
                map(PixelMapping.IDENTITY, Diagnostics.NONE, 0, 0, 0, 1).overlay(grey(400, 200));
        BufferedImage warned = map(PixelMapping.IDENTITY, Diagnostics.NONE.with("no positive evidence"), 0, 0, 0, 1)
                .overlay(grey(400, 200));
        assertThat(warned.getHeight()).isGreaterThan(plain.getHeight());
        BufferedImage bare = map(PixelMapping.IDENTITY, Diagnostics.NONE, 0, 0, 0, 1)
                .withoutLegend()
                .overlay(grey(400, 200));
        assertThat(bare.getWidth()).isEqualTo(400);
        assertThat(bare.getHeight()).isEqualTo(200);
    }

    @Test
    void tinyPicturesAreEnlargedAndPicturesRepeat() {
        HeatMapRendering rendering = map(PixelMapping.IDENTITY, Diagnostics.NONE, 0, 0, 0, 1);
        BufferedImage first = rendering.overlay(grey(4, 2));
        BufferedImage again = rendering.overlay(grey(4, 2));
        assertThat(first.getWidth()).isGreaterThanOrEqualTo(320);
        assertThat(first.getRGB(0, 0, first.getWidth(), first.getHeight(), null, 0, first.getWidth()))
                .isEqualTo(again.getRGB(0, 0, again.getWidth(), again.getHeight(), null, 0, again.getWidth()));
    }

    @Test
    void regionsForAreOrangeAndRegionsAgainstAreBlue() {
        SegmentAttribution attribution = new SegmentAttribution(
                ONE,
                Tensor.of(Shape.of(1, 3), 1, -1, 0),
                Optional.empty(),
                Segmentation.of(3, 1, new int[] {0, 1, 2}),
                new PixelMapping(0, 200, 0, 200),
                PROVENANCE,
                Diagnostics.NONE);
        BufferedImage picture = attribution.render().withoutLegend().overlay(grey(600, 200));
        assertThat(red(picture, 100, 100)).isGreaterThan(blue(picture, 100, 100));
        assertThat(red(picture, 300, 100)).isLessThan(blue(picture, 300, 100));
        assertThat(picture.getRGB(500, 100) & 0xFFFFFF).as("zero stays zero").isEqualTo(GREY);
        BufferedImage supporting = new SegmentRendering(attribution)
                .supportingOnly()
                .withoutLegend()
                .overlay(grey(600, 200));
        assertThat(supporting.getRGB(100, 100) & 0xFFFFFF).isEqualTo(GREY);
    }

    /** Of two classes the weaker is drawn weaker, unless each is asked for its own scale. */
    @Test
    void panelsShareOneScaleAndTheirOrder() {
        List<ExplainedTarget> two = List.of(new ExplainedTarget(0, "cat", 3), new ExplainedTarget(1, "dog", 1));
        SaliencyMap map = new SaliencyMap(
                two,
                Tensor.of(Shape.of(2, 1, 1), 4, 1),
                4,
                4,
                new PixelMapping(0, 80, 0, 80),
                PROVENANCE,
                Diagnostics.NONE);
        BufferedImage shared = new HeatMapRendering(map).overlay(grey(320, 320));
        BufferedImage own = new HeatMapRendering(map).ownScale().overlay(grey(320, 320));
        int cat = 10 + 330 + 160;
        int dog = 10 + 660 + 160;
        assertThat(shared.getRGB(cat - 330, 160) & 0xFFFFFF)
                .as("the original in front")
                .isEqualTo(GREY);
        assertThat(red(shared, cat, 160)).isGreaterThan(red(shared, dog, 160) + 30);
        assertThat(own.getRGB(cat, 160)).isEqualTo(own.getRGB(dog, 160)).isEqualTo(shared.getRGB(cat, 160));
        assertThat(own.getHeight()).as("a legend for each").isGreaterThan(320);
    }

    @Test
    void manyTargetsWrapIntoRowsAndAVerdictStandsUnderItsOwn() {
        List<ExplainedTarget> ten = IntStream.range(0, 10)
                .mapToObj(i -> new ExplainedTarget(i, "class " + (char) ('a' + i), 10 - i))
                .toList();
        Diagnostics warned = Diagnostics.NONE.with("no positive evidence for class b");
        BufferedImage sheet = sheet(ten, warned);
        assertThat(sheet.getWidth()).isLessThanOrEqualTo(1720);
        assertThat(sheet.getHeight()).isGreaterThan(3 * 320);
        BufferedImage plain = sheet(ten, Diagnostics.NONE);
        int second = 10 + 2 * 330;
        assertThat(reds(sheet, second, second + 320)).isGreaterThan(5);
        assertThat(reds(sheet, second - 330, second - 10)).isEqualTo(reds(plain, second - 330, second - 10));
    }

    @Test
    void aVerdictThatNamesTwoTargetsStandsUnderTheFirst() {
        List<ExplainedTarget> two = List.of(ExplainedTarget.named("fennet", 1), ExplainedTarget.named("skerry", 0));
        BufferedImage plain = sheet(two, Diagnostics.NONE);
        BufferedImage warned = sheet(two, Diagnostics.NONE.with("skerry is not on top (fennet is)"));
        int second = 10 + 330 + 330;
        assertThat(reds(warned, 340, second - 10)).isEqualTo(reds(plain, 340, second - 10));
        assertThat(reds(warned, second, second + 320)).isGreaterThan(reds(plain, second, second + 320));
    }

    private static BufferedImage sheet(List<ExplainedTarget> targets, Diagnostics diagnostics) {
        Tensor values = Tensor.zeros(Shape.of(targets.size(), 1, 1));
        return new HeatMapRendering(
                        new SaliencyMap(targets, values, 4, 4, new PixelMapping(0, 80, 0, 80), PROVENANCE, diagnostics))
                .overlay(grey(320, 320));
    }

    /** Pixels in the colour of verdicts between two columns. */
    private static long reds(BufferedImage picture, int from, int to) {
        return IntStream.range(0, picture.getHeight())
                .flatMap(y -> IntStream.range(from, to).map(x -> picture.getRGB(x, y) & 0xFFFFFF))
                .filter(rgb -> rgb == 0xB00020)
                .count();
    }

    @Test
    void colourMapsBeginAndEndWhereTheyShould() {
        assertThat(ColorMap.VIRIDIS.sequential(0)).isEqualTo(0x440154);
        assertThat(ColorMap.VIRIDIS.sequential(1)).isEqualTo(0xFDE725);
        assertThat(ColorMap.DIVERGING.signed(0)).isEqualTo(0xFFFFFF);
        assertThat(ColorMap.JET.sequential(0.5) >> 8 & 0xFF).isEqualTo(0xFF);
    }

    private static HeatMapRendering map(PixelMapping mapping, Diagnostics diagnostics, float... cells) {
        PixelMapping spread = mapping.equals(PixelMapping.IDENTITY) ? new PixelMapping(0, 100, 0, 50) : mapping;
        return new HeatMapRendering(
                new SaliencyMap(ONE, Tensor.of(Shape.of(1, 2, 2), cells), 4, 4, spread, PROVENANCE, diagnostics));
    }

    private static BufferedImage grey(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, GREY);
        }
        return image;
    }

    private static int red(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) >> 16 & 0xFF;
    }

    private static int blue(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xFF;
    }
}
