package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xai4j.image.PixelMapping;
import xai4j.model.Score;
import xai4j.render.ColorMap;
import xai4j.render.Pixels;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Other ways of looking at the same numbers. */
class ViewsTest {
    private static final int GREY = 0x808080;
    private static final Provenance PROVENANCE = new Provenance("m", Map.of(), "model", "", Score.LOGIT, 1, 0, "1");

    private static SegmentAttribution regions(float... values) {
        return new SegmentAttribution(
                List.of(new ExplainedTarget(0, "cat", 1)),
                Tensor.of(Shape.of(1, 3), values),
                Optional.empty(),
                Segmentation.of(3, 1, new int[] {0, 1, 2}),
                new PixelMapping(0, 100, 0, 100),
                PROVENANCE,
                Diagnostics.NONE);
    }

    private static BufferedImage grey(int width, int height) {
        return Pixels.paper(width, height, GREY);
    }

    private static int component(BufferedImage picture, int x, int shift) {
        return picture.getRGB(x, 50) >> shift & 0xFF;
    }

    @Test
    void greenIsForAndRedIsAgainst() {
        BufferedImage picture = new SegmentRendering(regions(1, -1, 0))
                .colors(ColorMap.RED_GREEN)
                .withoutLegend()
                .overlay(grey(300, 100));

        assertThat(component(picture, 50, 8)).isGreaterThan(component(picture, 50, 16) + 20);
        assertThat(component(picture, 150, 16)).isGreaterThan(component(picture, 150, 8) + 20);
        assertThat(picture.getRGB(250, 50) & 0xFFFFFF).isEqualTo(GREY);
    }

    @Test
    void theTopRegionsAreThoseOfTheLargestMagnitude() {
        SegmentRendering all = new SegmentRendering(regions(0.5f, -1, 0.2f));
        BufferedImage one = all.top(1).withoutLegend().overlay(grey(300, 100));
        BufferedImage two = all.top(2).withoutLegend().overlay(grey(300, 100));

        assertThat(one.getRGB(50, 50) & 0xFFFFFF).isEqualTo(GREY);
        assertThat(component(one, 150, 0)).isGreaterThan(component(one, 150, 16) + 20);
        assertThat(two.getRGB(50, 50) & 0xFFFFFF).isNotEqualTo(GREY);
        assertThat(two.getRGB(250, 50) & 0xFFFFFF).isEqualTo(GREY);
        assertThatThrownBy(() -> all.top(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void gradientsAreSmoothedInThePictureAndNowhereElse() {
        Tensor values = Tensor.zeros(Shape.of(1, 1, 224, 224));
        values.set(112 * 224 + 112, 1);
        SaliencyMap map = new SaliencyMap(
                List.of(new ExplainedTarget(0, "cat", 1)),
                values,
                224,
                224,
                PixelMapping.IDENTITY,
                PROVENANCE,
                Diagnostics.NONE);

        BufferedImage smooth = map.render().withoutLegend().overlay(grey(224, 224));
        BufferedImage exact =
                new HeatMapRendering(map).cellExact().withoutLegend().overlay(grey(224, 224));

        int background = exact.getRGB(0, 0);
        assertThat(exact.getRGB(115, 112)).isEqualTo(background);
        assertThat(exact.getRGB(112, 112)).isNotEqualTo(background);
        assertThat(smooth.getRGB(114, 112)).isNotEqualTo(background);
        assertThat(smooth.getRGB(180, 112)).isEqualTo(background);
        assertThat(map.plane(0).at(112 * 224 + 112)).isEqualTo(1);
        assertThat(map.values()).isEqualTo(values);
    }

    @Test
    void aGridHasARowPerImageAndOneScale() {
        BufferedImage sheet = Explanations.grid(
                List.of(regions(1, -1, 0), regions(0.1f, 0, 0)), List.of(grey(300, 100), grey(300, 100)));
        BufferedImage single = Explanations.grid(List.of(regions(1, -1, 0)), List.of(grey(300, 100)));

        assertThat(sheet.getHeight()).isGreaterThan(single.getHeight() + 60);
        assertThat(sheet.getWidth()).isEqualTo(single.getWidth());
        int strong = chroma(sheet, 0, sheet.getHeight() / 2);
        int weak = chroma(sheet, sheet.getHeight() * 6 / 10, sheet.getHeight());
        assertThat(strong).isGreaterThan(weak + 40);
        assertThatThrownBy(() -> Explanations.grid(List.of(regions(1, 0, 0)), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one photograph for each");
    }

    /** The strongest colour between two rows, besides the borders of regions, which are yellow. */
    private static int chroma(BufferedImage picture, int from, int to) {
        int most = 0;
        for (int y = from; y < to; y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int rgb = picture.getRGB(x, y);
                most = Math.max(most, (rgb & 0xFF) - (rgb >> 16 & 0xFF));
                most = Math.max(most, (rgb >> 16 & 0xFF) - (rgb >> 8 & 0xFF));
            }
        }
        return most;
    }
}
