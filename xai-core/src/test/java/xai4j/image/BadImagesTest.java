package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadImagesTest {
    private static final Path FOLDER = Path.of("src/test/resources/pillow");

    @TempDir
    Path temp = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"source.png", "rgb.jpg", "gif.gif", "bmp.bmp"})
    void aTruncatedFileIsRefusedByName(String name) throws IOException {
        byte[] whole = Files.readAllBytes(FOLDER.resolve(name));
        Path half = Files.write(temp.resolve(name), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Images.read(half))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("truncated");
    }

    @Test
    void aBombIsRefusedBeforeItIsDecoded() {
        assertThatThrownBy(() -> Images.read(FOLDER.resolve("bomb.png")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("30000×30000")
                .hasMessageContaining("100000000")
                .hasMessageContaining("raise");
    }

    @Test
    void textAndNothingAreNoImages() throws IOException {
        Path text = Files.writeString(temp.resolve("text.png"), "not a picture");
        Path empty = Files.write(temp.resolve("empty.png"), new byte[0]);
        assertThatThrownBy(() -> Images.read(text))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("text.png");
        assertThatThrownBy(() -> Images.read(empty))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> Images.read(temp.resolve("none.png")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("there is no image at");
    }

    @Test
    void bytesAndStreamsAreReadAsFilesAre() throws IOException {
        Path file = FOLDER.resolve("rgb.jpg");
        byte[] bytes = Files.readAllBytes(file);
        int[] wanted = pixels(Images.read(file));
        assertThat(pixels(Images.read(bytes))).isEqualTo(wanted);
        try (InputStream in = Files.newInputStream(file)) {
            assertThat(pixels(Images.read(in))).isEqualTo(wanted);
        }
        assertThatThrownBy(() -> Images.read(Arrays.copyOf(bytes, bytes.length / 2)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("of " + bytes.length / 2 + " bytes")
                .hasMessageContaining("truncated");
        assertThatThrownBy(() -> Images.read(new BrokenStream()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("from a stream cannot be read: the line is dead");
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the line is dead");
        }
    }

    @Test
    void onePixelIsAnImage() {
        var one = new java.awt.image.BufferedImage(1, 1, java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
        assertThat(Rasters.toRgb(one).getWidth()).isEqualTo(1);
    }
}
