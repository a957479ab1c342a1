package xai4j.onnx.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import xai4j.image.ImageHash;

class PictureViewsTest {
    private final BufferedImage picture = new SmallBackbone.Squares(1, 3).image(0);
    private final String hash = ImageHash.of(picture);

    @Test
    void theFirstViewIsThePictureAndTheOthersDiffer() {
        PictureViews views = new PictureViews(4, 1);
        assertThat(views.of(picture, hash, 0)).isSameAs(picture);
        for (int view = 1; view < 4; view++) {
            String seen = ImageHash.of(views.of(picture, hash, view));
            assertThat(seen).isNotEqualTo(hash);
            assertThat(seen).isEqualTo(ImageHash.of(views.of(picture, hash, view)));
            assertThat(seen).isNotEqualTo(ImageHash.of(new PictureViews(4, 2).of(picture, hash, view)));
        }
    }

    /** Features that lie in a cache are known again by these: as AWT's drawing and a table of light made them before rows were copied. */
    @Test
    void viewsOfOneSeedAreTheSamePixelsInEveryVersion() {
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR}) {
            BufferedImage known = new BufferedImage(37, 23, type);
            for (int y = 0; y < 23; y++) {
                for (int x = 0; x < 37; x++) {
                    known.setRGB(x, y, 0xFF000000 | x * 7 << 16 | y * 11 << 8 | x * y & 255);
                }
            }
            PictureViews views = new PictureViews(4, 1);
            String name = ImageHash.of(known);
            assertThat(ImageHash.of(views.of(known, name, 1))).startsWith("1ac55b533d00d5f9ad922b30a953411c");
            assertThat(ImageHash.of(views.of(known, name, 2))).startsWith("fd0fb4ea667025a175bf91f490bd1881");
        }
    }

    @Test
    void aCountThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new PictureViews(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("0 views");
        assertThatThrownBy(() -> new PictureViews(1000, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
