package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectMaskTest {
    @TempDir
    private Path folder;

    private Path written(BufferedImage picture) throws IOException {
        Path file = folder.resolve("mask.png");
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    @Test
    void ofAPaletteTheIndexCountsAndNotTheColour() throws IOException {
        byte[] grey = {0x20, 0x00, 0x40};
        BufferedImage picture =
                new BufferedImage(6, 4, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 3, grey, grey, grey));
        picture.getRaster().setSample(2, 1, 0, 1);
        picture.getRaster().setSample(3, 1, 0, 2);

        ObjectMask mask = ObjectMask.read(written(picture)).orElseThrow();

        assertThat(mask.area()).isEqualTo(2 / 24.0);
        assertThat(mask.at(2.5 / 6, 1.5 / 4)).isTrue();
        assertThat(mask.at(0.5 / 6, 1.5 / 4)).isFalse();
        assertThat(mask.at(-0.1, 0.5)).isFalse();
        assertThat(mask.box().orElseThrow()).containsExactly(2 / 6.0, 1 / 4.0, 4 / 6.0, 2 / 4.0);
    }

    @Test
    void ofGreyAndColourBlackIsTheBackground() throws IOException {
        BufferedImage grey = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(1, 1, 0, 1);
        assertThat(ObjectMask.read(written(grey)).orElseThrow().area()).isEqualTo(1 / 16.0);

        BufferedImage color = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        color.setRGB(0, 3, 0x000001);
        assertThat(ObjectMask.read(written(color)).orElseThrow().area()).isEqualTo(1 / 16.0);
    }

    @Test
    void aBoxIsCutOffAtThePhotographsEdges() {
        ObjectMask mask = ObjectMask.ofBox(-3, 1.2, 2, 99, 10, 5);
        assertThat(mask.box().orElseThrow()).containsExactly(0, 0.2, 0.2, 1);
        assertThat(ObjectMask.ofBox(20, 20, 30, 30, 10, 5).box()).isEmpty();
    }

    @Test
    void aMissingFileIsNoMaskAndADamagedOneIsNamed() throws IOException {
        assertThat(ObjectMask.read(folder.resolve("none.png"))).isEmpty();
        Path bad = folder.resolve("bad.png");
        Files.writeString(bad, "no picture");
        assertThatThrownBy(() -> ObjectMask.read(bad))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("bad.png");
    }

    @Test
    void thePixelsOfAPictureAreThoseWhoseCentresAreOnTheObject() {
        ObjectMask mask = ObjectMask.ofBox(1, 2, 4, 3, 7, 5);
        for (int[] size : new int[][] {{7, 5}, {3, 2}, {20, 31}, {1, 1}}) {
            BitSet pixels = mask.pixels(size[0], size[1]);
            for (int i = 0; i < size[0] * size[1]; i++) {
                int row = i / size[0];
                assertThat(pixels.get(i))
                        .as("pixel %d of %d×%d", i, size[0], size[1])
                        .isEqualTo(mask.at((i % size[0] + 0.5) / size[0], (row + 0.5) / size[1]));
            }
        }
    }
}
