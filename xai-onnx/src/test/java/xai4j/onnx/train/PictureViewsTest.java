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

    @Test
    void aCountThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new PictureViews(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("0 views");
        assertThatThrownBy(() -> new PictureViews(1000, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
