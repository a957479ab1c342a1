package xai4j.prototype;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.image.Box;
import xai4j.render.Pixels;
import xai4j.render.Png;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class PrototypeSheetTest {
    private static final int RED = 0xC01010;
    private static final int GREEN = 0x10C010;

    @TempDir
    private Path folder;

    private PrototypeMetadata metadata(Prototype... prototypes) {
        return new PrototypeMetadata(
                "maps",
                PrototypeMetadata.Holds.SIMILARITIES,
                Similarity.PAPER,
                Optional.empty(),
                Tensor.zeros(Shape.of(2, prototypes.length)),
                Tensor.zeros(Shape.of(2)),
                List.of(prototypes),
                folder);
    }

    private static long pixels(BufferedImage picture, int color) {
        return IntStream.range(0, picture.getWidth() * picture.getHeight())
                .filter(i -> (picture.getRGB(i % picture.getWidth(), i / picture.getWidth()) & 0xFFFFFF) == color)
                .count();
    }

    @Test
    void aPatchIsShownLargeAndItsPictureBelow() {
        BufferedImage training = Pixels.paper(32, 32, GREEN);
        for (int i = 0; i < 64; i++) {
            training.setRGB(8 + i % 8, 8 + i / 8, RED);
        }
        Png.write(training, folder.resolve("0.png"));
        PrototypeMetadata metadata =
                metadata(new Prototype(1, "somewhere", "0.png", Optional.of(new Box(8, 16, 8, 16))));
        BufferedImage sheet = PrototypeSheet.draw(metadata, k -> "class " + k);
        // the patch of 8×8 pixels enlarged sixteenfold, and fourfold in its picture, less a frame of two pixels
        assertThat(pixels(sheet, RED)).isEqualTo(124 * 124 + 28 * 28);
        assertThat(pixels(sheet, GREEN)).isEqualTo(128 * 128 - 32 * 32);
    }

    @Test
    void prototypesWithoutPicturesAndClassesWithoutPrototypesAreNamed() {
        BufferedImage sheet = PrototypeSheet.draw(metadata(Prototype.of(0), Prototype.of(0)), k -> "class " + k);
        assertThat(sheet.getWidth()).isGreaterThan(2 * 128);
        assertThat(sheet.getHeight()).isGreaterThan(2 * 128);
    }
}
