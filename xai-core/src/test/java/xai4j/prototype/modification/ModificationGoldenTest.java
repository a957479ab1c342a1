package xai4j.prototype.modification;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xai4j.image.filter.Border;
import xai4j.io.Npy;

/** Modified pictures of Pillow, torchvision and OpenCV, to the bit. */
class ModificationGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/goldens/explain_prototypes");
    private static final int SIDE = 32;

    @ParameterizedTest
    @EnumSource(Characteristic.class)
    void modifiedPicturesMatch(Characteristic characteristic) {
        int[] originals = Npy.readInt(FOLDER.resolve("images_u8.npy")).values();
        String name = "modified_" + characteristic.name().toLowerCase(Locale.ROOT) + "_u8.npy";
        int[] expected = Npy.readInt(FOLDER.resolve(name)).values();
        Modification modification = Modification.of(characteristic, Border.WRAP);
        for (int i = 0; i < originals.length / (3 * SIDE * SIDE); i++) {
            BufferedImage changed = modification.apply(picture(originals, i));
            assertThat(rgb(changed)).as("picture %d", i).isEqualTo(rgb(picture(expected, i)));
        }
    }

    @Test
    void reflectedWarpingTakesNothingFromTheOtherSide() {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = SIDE / 2; x < SIDE; x++) {
                picture.setRGB(x, y, 0xFFFFFF);
            }
        }
        int[] wrapped = rgb(new Warp(4, 0.05, Border.WRAP).apply(picture));
        int[] reflected = rgb(new Warp(4, 0.05, Border.REFLECT).apply(picture));
        assertThat(wrapped[10 * SIDE]).isEqualTo(0xFFFFFF);
        assertThat(reflected[10 * SIDE]).isZero();
        assertThat(reflected[10 * SIDE + SIDE - 1]).isEqualTo(0xFFFFFF);
    }

    @Test
    void aPlainSurfaceHasNoTextureToLose() {
        BufferedImage picture = new BufferedImage(9, 5, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 45; i++) {
            picture.setRGB(i % 9, i / 9, 0x808080);
        }
        assertThat(new NonLocalMeans(4, 4).apply(picture).getRGB(4, 2) & 0xFFFFFF)
                .isBetween(0x7E7E7E, 0x828282);
    }

    private static BufferedImage picture(int[] all, int image) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int at = (image * SIDE * SIDE + i) * 3;
            picture.setRGB(i % SIDE, i / SIDE, all[at] << 16 | all[at + 1] << 8 | all[at + 2]);
        }
        return picture;
    }

    private static int[] rgb(BufferedImage picture) {
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] &= 0xFFFFFF;
        }
        return pixels;
    }
}
