package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xai4j.model.detection.BoundingBox;
import xai4j.render.Pixels;

class BoxOutlinesTest {
    private static final int GROUND = 0x808080;
    private static final List<ExplainedTarget> TARGETS = List.of(
            new ExplainedTarget(-1, "box 0: dog", 0.9, Optional.of(new BoundingBox(20, 40, 60, 80))),
            new ExplainedTarget(-1, "box 1: cat", 0.8, Optional.of(new BoundingBox(80, 5, 115, 50))));

    private static BufferedImage paper() {
        return Pixels.paper(120, 100, GROUND);
    }

    private static int at(BufferedImage picture, int x, int y) {
        return picture.getRGB(x, y) & 0xFFFFFF;
    }

    @Test
    void theExplainedBoxIsStrongAndNamedTheOthersAreThin() {
        BufferedImage picture = paper();
        BoxOutlines.draw(picture, TARGETS, 0, 1, 1);
        assertThat(at(picture, 20, 60)).isEqualTo(0xFFFFFF);
        assertThat(at(picture, 19, 60)).isEqualTo(0xFFFFFF);
        assertThat(at(picture, 18, 60)).isEqualTo(0x101010);
        assertThat(at(picture, 80, 30)).as("thin").isEqualTo(0xC8C8C8);
        assertThat(at(picture, 79, 30)).isEqualTo(GROUND);
        assertThat(at(picture, 22, 30)).as("label above its box").isEqualTo(0x101010);
        assertThat(at(picture, 40, 60)).as("inside").isEqualTo(GROUND);
    }

    @Test
    void theOverviewNamesAllOnAPictureOfItsOwn() {
        BufferedImage ground = paper();
        BufferedImage picture = BoxOutlines.overview(ground, TARGETS, 1, 1);
        assertThat(at(picture, 22, 30)).isEqualTo(0x101010);
        assertThat(at(picture, 82, 9)).as("no room above: inside").isEqualTo(0x101010);
        assertThat(at(ground, 22, 30)).isEqualTo(GROUND);
        List<ExplainedTarget> none = List.of(new ExplainedTarget(3, "dog", 0.9));
        assertThat(BoxOutlines.overview(ground, none, 1, 1)).isSameAs(ground);
    }
}
