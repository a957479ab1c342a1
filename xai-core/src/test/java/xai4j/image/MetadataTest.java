package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static xai4j.image.JpegSegments.inserted;
import static xai4j.image.JpegSegments.segment;
import static xai4j.image.JpegSegments.text;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What describes a picture may be damaged without damage to the picture. */
class MetadataTest {
    private static final Path PILLOW = Path.of("src/test/resources/pillow");
    private static final Path PICTURES = Path.of("src/test/resources/pictures");
    private static final byte[] ICC = text("ICC_PROFILE\0\1\1");

    static Stream<Arguments> segments() {
        byte[] noise = new byte[500];
        Arrays.fill(noise, (byte) 0xA5);
        return Stream.of(
                Arguments.of("a profile cut short", segment(0xE2, ICC, new byte[20])),
                Arguments.of("a profile without a beginning", segment(0xE2, text("ICC_PROFILE\0\2\2"), noise)),
                Arguments.of("a profile of noise", segment(0xE2, ICC, noise)),
                Arguments.of("a profile of no parts", segment(0xE2, text("ICC_PROFILE\0\0\0"))),
                Arguments.of("an empty profile", segment(0xE2, text("ICC_PROFILE\0"))),
                Arguments.of(
                        "EXIF that points beyond its end",
                        segment(0xE1, text("Exif\0\0II*\0\u00FF\u00FF\u00FF\u007F"))),
                Arguments.of("EXIF cut in an entry", segment(0xE1, text("Exif\0\0MM\0*\0\0\0\b\0\5\1\u0012"))),
                Arguments.of("two letters of EXIF", segment(0xE1, text("Ex"))),
                Arguments.of("XMP that does not end", segment(0xE1, text("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta"))),
                Arguments.of("extended XMP cut short", segment(0xE1, text("http://ns.adobe.com/xmp/extension/\0a"))),
                Arguments.of("a broken thumbnail", segment(0xE0, text("JFXX\0\u0010\u00FF\u00D8"), noise)),
                Arguments.of(
                        "a thumbnail larger than its segment", segment(0xE0, text("JFIF\0\1\1\0\0\1\0\1\u00FF\u00FF"))),
                Arguments.of("a header cut short", segment(0xE0, text("JFIF\0"))),
                Arguments.of("Photoshop's block", segment(0xED, text("Photoshop 3.0\0008BIM8BIM"))),
                Arguments.of("Adobe's mark cut short", segment(0xEE, text("Adobe\0"))),
                Arguments.of("an empty segment", segment(0xE5)),
                Arguments.of("an index of pictures to nowhere", segment(0xE2, text("MPF\0II*\0\b\0\0\0\u00FF\u00FF"))),
                Arguments.of("a comment of markers", segment(0xFE, text("\u00FF\u00DA\u00FF\u00D9".repeat(1000)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("segments")
    void aJpegIsWholeWithout(String what, byte[] segment) throws IOException {
        byte[] plain = Files.readAllBytes(PILLOW.resolve("rgb.jpg"));
        assertThat(pixels(inserted(plain, segment), what)).isEqualTo(pixels(plain, "plain"));
    }

    @Test
    void aPhotographWithAProfileCutShortIsThePhotograph() {
        assertThat(Rasters.pixels(Images.read(PICTURES.resolve("icc-cut-short.jpg"))))
                .isEqualTo(Rasters.pixels(Images.read(PICTURES.resolve("icc-none.jpg"))));
    }

    /** Pillow gives a file's own numbers, whatever profile lies beside them; so does what models were trained with. */
    @Test
    void aWholeProfileDoesNotChangeTheNumbersEither() throws IOException {
        byte[] profile = java.awt.color.ICC_Profile.getInstance(java.awt.color.ColorSpace.CS_LINEAR_RGB)
                .getData();
        byte[] plain = Files.readAllBytes(PILLOW.resolve("rgb.jpg"));
        assertThat(pixels(inserted(plain, segment(0xE2, ICC, profile)), "linear"))
                .isEqualTo(pixels(plain, "plain"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"iCCP", "zTXt", "iTXt", "tEXt", "eXIf", "cHRM", "gAMA", "pHYs", "sPLT", "hIST", "tIME", "acTL"})
    void aPngIsWholeWithout(String type) throws IOException {
        byte[] plain = Files.readAllBytes(PILLOW.resolve("source.png"));
        byte[] broken = PngChunks.inserted(plain, PngChunks.chunk(type, text("k\0\0MM\0*broken")));
        assertThat(pixels(broken, type)).isEqualTo(pixels(plain, "plain"));
    }

    @Test
    void exifTurnsPngAndWebpToo() throws IOException {
        byte[] plain = Files.readAllBytes(PILLOW.resolve("source.png"));
        byte[] turned = PngChunks.inserted(
                plain, PngChunks.chunk("eXIf", text("MM\0*\0\0\0\b\0\1\1\u0012\0\3\0\0\0\1\0\6\0\0\0\0\0\0")));
        BufferedImage upright = Images.read(plain, "plain", ImageBudget.defaults());
        BufferedImage image = Images.read(turned, "turned", ImageBudget.defaults());
        assertThat(image.getWidth()).isEqualTo(upright.getHeight());
        assertThat(image.getRGB(0, 0)).isEqualTo(upright.getRGB(0, upright.getHeight() - 1));
        assertThat(Images.read(PICTURES.resolve("turned.webp")).getHeight()).isEqualTo(64);
    }

    /** Cameras write EXIF and no JFIF; without both, a decoder guesses RGB where the colours have the brightness's resolution. */
    @Test
    void coloursAreYCbCrWhereExifStandsInJfifsPlace() throws IOException {
        byte[] full = Files.readAllBytes(PICTURES.resolve("full-colour.jpg"));
        byte[] exif = segment(0xE1, text("Exif\0\0MM\0*\0\0\0\b\0\0\0\0\0\0"));
        int behind = 2 + 2 + 16;
        byte[] camera =
                JpegSegments.joined(Arrays.copyOf(full, 2), exif, Arrays.copyOfRange(full, behind, full.length));
        assertThat(pixels(camera, "camera")).isEqualTo(pixels(full, "full"));
    }

    @Test
    void ofSeveralPagesAndFramesTheFirstIsRead() throws IOException {
        int[] first = pixels(Files.readAllBytes(PICTURES.resolve("still.webp")), "still");
        assertThat(pixels(Files.readAllBytes(PICTURES.resolve("animated.webp")), "animated"))
                .isEqualTo(first);
        assertThat(pixels(Files.readAllBytes(PICTURES.resolve("pages.tif")), "pages"))
                .isEqualTo(first);
    }

    /** A lossy WebP is {@code 4x} opaque over white; its colours are those of its decoder, near the gradient that was saved. */
    @Test
    void transparencyOfALossyWebpShowsWhite() {
        BufferedImage image = Images.read(PICTURES.resolve("alpha.webp"));
        assertThat(image.getRGB(0, 20) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        for (int x = 40; x < 60; x++) {
            double opacity = 4 * x / 255.0;
            double red = opacity * 4 * x + (1 - opacity) * 255;
            assertThat((double) (image.getRGB(x, 20) >> 16 & 0xFF)).isCloseTo(red, within(20.0));
        }
    }

    @Test
    void bitsThatWereNotStretchedAreToldAndWholeOnesAreNot() throws IOException {
        BufferedImage dark = Images.read(PICTURES.resolve("12-in-16.png"));
        assertThat(Images.warnings(dark))
                .singleElement()
                .asString()
                .contains("12-in-16.png", "896", "nearly black", "times 16");
        assertThat(Images.warnings(Images.read(PILLOW.resolve("grey16.png")))).isEmpty();
        assertThat(Images.warnings(Images.read(PngChunks.grey(4, 4, 16), "black", ImageBudget.defaults())))
                .isEmpty();
        assertThat(Images.warnings(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)))
                .isEmpty();
    }

    @Test
    void whatCannotBeReadIsCalledByName() {
        assertThatThrownBy(() -> Images.read(text("\0\0\0 ftypavif"), "a.avif", ImageBudget.defaults()))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("a.avif", "AVIF", "convert");
        byte[] bmp = new byte[60];
        System.arraycopy(text("BM"), 0, bmp, 0, 2);
        bmp[14] = 40;
        bmp[18] = 8;
        bmp[22] = 8;
        bmp[30] = 5;
        assertThatThrownBy(() -> Images.read(bmp, "a.bmp", ImageBudget.defaults()))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("a.bmp", "PNG inside");
    }

    private static int[] pixels(byte[] file, String name) {
        return Rasters.pixels(Images.read(file, name, ImageBudget.defaults()));
    }
}
