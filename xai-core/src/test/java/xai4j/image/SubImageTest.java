package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.model.ModelSpec;
import xai4j.render.Pixels;

/** Part of a picture by {@link BufferedImage#getSubimage} shares the memory of the whole, and is a picture like any other. */
class SubImageTest {
    private static final int LEFT = 5;
    private static final int TOP = 3;

    private static BufferedImage part(int type) {
        BufferedImage whole = new BufferedImage(17, 13, type);
        for (int y = 0; y < 13; y++) {
            for (int x = 0; x < 17; x++) {
                whole.setRGB(x, y, 0xFF000000 | 15 * x << 16 | 19 * y << 8 | 7 * (x ^ y));
            }
        }
        return whole.getSubimage(LEFT, TOP, 6, 8);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_USHORT_565_RGB
            })
    void aSubImageIsReadAsACopyOfItIs(int type) {
        BufferedImage part = part(type);
        BufferedImage copy = new BufferedImage(6, 8, type);
        copy.setData(part.getRaster().createTranslatedChild(0, 0));

        assertThat(Pixels.rgb(part)).isEqualTo(Pixels.rgb(copy));
        assertThat(ImageHash.of(part)).isEqualTo(ImageHash.of(copy));
        for (ResizeMode mode : ResizeMode.values()) {
            ModelSpec spec = ModelSpec.of("any", ImageInput.nchw(3, 9, 9))
                    .withPreprocessing(Preprocessing.imagenet().withResizeMode(mode));
            assertThat(spec.prepare(part).tensor())
                    .as("%s", mode)
                    .isEqualTo(spec.prepare(copy).tensor());
        }
        assertThat(Pixels.rgb(Images.resized(part, 12, 5, Interpolation.BILINEAR)))
                .isEqualTo(Pixels.rgb(Images.resized(copy, 12, 5, Interpolation.BILINEAR)));
        assertThat(Images.png(part)).isEqualTo(Images.png(copy));
    }
}
