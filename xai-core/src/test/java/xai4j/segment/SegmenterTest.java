package xai4j.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.io.Npy;
import xai4j.tensor.Shape;

class SegmenterTest {
    @TempDir
    Path temp = Path.of("");

    static Stream<String> everySegmenter() {
        return Stream.of("slic:30", "slico:30", "grid:5x3", "quickshift", "felzenszwalb", "watershed");
    }

    @ParameterizedTest
    @MethodSource("everySegmenter")
    void regionsAreDenseConnectedAndRepeatable(String name) {
        for (int[] size : new int[][] {{1, 1}, {2, 3}, {40, 23}, {31, 64}}) {
            BufferedImage image = blocks(size[0], size[1], 7);
            Segmentation regions = Segmenter.parse(name).segment(image);
            assertThat(regions.width()).isEqualTo(size[0]);
            assertThat(regions.height()).isEqualTo(size[1]);
            assertThat(regions.areas()).doesNotContain(0);
            Segmentation pieces = ConnectedRegions.everyPiece(size[0], size[1], regions.ids());
            assertThat(pieces.count()).as("pieces of " + name).isEqualTo(regions.count());
            assertThat(Segmenter.parse(name).segment(image)).isEqualTo(regions);
        }
    }

    /** Noise has regions that touch by corners only; the smallest size holds for what is left when they are taken apart. */
    @ParameterizedTest
    @CsvSource({"50, 20", "300, 60", "1200, 150"})
    void noRegionIsSmallerThanFelzenszwalbsSmallestSize(double scale, int smallest) {
        BufferedImage noise = new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB);
        java.util.Random random = new java.util.Random(3);
        for (int i = 0; i < 80 * 60; i++) {
            int grey = (i % 80 / 20 * 60 + random.nextInt(70)) & 0xff;
            noise.setRGB(i % 80, i / 80, grey << 16 | grey << 8 | grey);
        }
        int[] areas = Segmenter.felzenszwalb(scale, smallest).segment(noise).areas();
        assertThat(areas.length).isGreaterThan(1);
        assertThat(java.util.Arrays.stream(areas).min().orElseThrow()).isGreaterThanOrEqualTo(smallest);
    }

    @ParameterizedTest
    @MethodSource("everySegmenter")
    void aFlatImageIsNoTrouble(String name) {
        BufferedImage flat = new BufferedImage(24, 17, BufferedImage.TYPE_INT_RGB);
        assertThat(Segmenter.parse(name).segment(flat).count()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"7,224,224", "25,224,224", "60,224,224", "200,224,224", "60,320,100", "49,100,320", "400,160,120"})
    void slicGivesAboutTheCountThatWasAskedFor(int count, int width, int height) {
        BufferedImage image = blocks(width, height, 3);
        for (Segmenter slic : new Segmenter[] {Segmenter.slic(count), Segmenter.slico(count)}) {
            assertThat((double) slic.segment(image).count()).isCloseTo(count, within(0.1 * count));
        }
    }

    @Test
    void slicFollowsTheBordersOfColouredBlocks() {
        BufferedImage image = new BufferedImage(120, 80, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 80; y++) {
            for (int x = 0; x < 120; x++) {
                image.setRGB(x, y, x + y / 3 < 67 ? 0xC03020 : 0x20A0C0);
            }
        }
        Segmentation regions = Segmenter.slic(40).segment(image);
        int[] red = new int[regions.count()];
        for (int y = 0; y < 80; y++) {
            for (int x = 0; x < 120; x++) {
                red[regions.at(x, y)] += x + y / 3 < 67 ? 1 : 0;
            }
        }
        int[] areas = regions.areas();
        int astray = 0;
        for (int i = 0; i < red.length; i++) {
            astray += Math.min(red[i], areas[i] - red[i]);
        }
        assertThat(astray).as("pixels on the wrong side").isLessThan(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slic:x", "slick:60", "slic:60,size=3", "grid:ax3", "slic:0", "", "grid:0x4"})
    void whatIsNoSegmenterIsRefused(String text) {
        assertThatThrownBy(() -> Segmenter.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("everySegmenter")
    void theTextFormIsReadBack(String name) {
        String text = Segmenter.parse(name).toString();
        assertThat(Segmenter.parse(text).toString()).isEqualTo(text);
    }

    @Test
    void regionsComeFromAFileAndMustFit() {
        Path file = temp.resolve("s.npy");
        Npy.write(Shape.of(2, 3), new int[] {5, 5, 9, 5, 9, 9}, file);
        Segmenter fixed = Segmenter.parse("file:" + file);
        assertThat(fixed.segment(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB))
                        .ids())
                .containsExactly(0, 0, 1, 0, 1, 1);
        assertThatThrownBy(() -> fixed.segment(new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3×2")
                .hasMessageContaining("2×3");
    }

    private static BufferedImage blocks(int width, int height, long seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] colors = random.ints(64, 0, 1 << 24).toArray();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, colors[(y * 8 / height) * 8 + x * 8 / width] ^ random.nextInt(8) * 0x010101);
            }
        }
        return image;
    }
}
