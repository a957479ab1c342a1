package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.image.Images;
import xai4j.render.Png;

/** {@code xai visualize} as its users meet it. */
class VisualizeIT {
    private static final Path MODEL = Path.of("../xai-onnx/src/test/resources/goldens/models/cnn_gap.onnx");
    private static final String LAYER = "/relu3/Relu_output_0";

    @TempDir
    private Path temp = Path.of("");

    private Program program = new Program(temp);
    private Path photo = Path.of("");

    @BeforeEach
    void photograph() {
        program = new Program(temp);
        photo = temp.resolve("owls/photo.png");
        BufferedImage picture = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 48 * 40; i++) {
            picture.setRGB(i % 48, i / 48, i * 2654435 & 0xFFFFFF);
        }
        photo.getParent().toFile().mkdirs();
        Png.write(picture, photo);
    }

    static Stream<String> wishes() {
        return Stream.of(
                "--target 1",
                "--target 1 --against 2 --preset tutorial",
                "--channel " + LAYER + ":3 --set images=2",
                "--neuron " + LAYER + ":3:1:1 --seed 4",
                "--layer " + LAYER,
                "--invert " + LAYER + " --photo PHOTO",
                "--layer " + LAYER + " --photo PHOTO",
                "--classes FOLDER");
    }

    @ParameterizedTest
    @MethodSource("wishes")
    void everyWishBecomesAPicture(String wish) throws Exception {
        Path out = temp.resolve("out.png");
        String given = wish.replace("PHOTO", photo.toString()).replace("FOLDER", temp.toString());
        Program.Run run = program.xai("visualize", MODEL, given, "--set", "steps=5", "--out", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("out.png");
        assertThat(Images.read(out).getWidth()).isGreaterThanOrEqualTo(32);
    }

    @Test
    void anEndlessZoomIsAnAnimation() throws Exception {
        Path out = temp.resolve("zoom.gif");
        Program.Run run =
                program.xai("visualize", MODEL, "--target 0 --preset zoom", "--set", "steps=20", "--out", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("20 fresh random transformations");
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(out.toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(5);
        }
    }

    @Test
    void wishesThatCannotBeFulfilledAreRefusedInOneLine() throws Exception {
        Path out = temp.resolve("out.png");
        assertRefused("--target 9", out, "9", "0…4");
        assertRefused("--channel " + LAYER + ":99", out, "channels 0…", "not 99");
        assertRefused("--channel relu", out, "LAYER:K");
        assertRefused("--layer relu9", out, "relu9", "nearest");
        assertRefused("--invert " + LAYER, out, "--photo");
        assertRefused("--target 1 --set rate=-1", out, "rate", "-1");
        assertRefused("--target 1 --preset wild", out, "wild", "best");
        assertRefused("--target 1 --layer " + LAYER, out, "mutually exclusive");
        assertRefused("--target 1", temp.resolve("out.jpg"), ".png or .gif");
    }

    private void assertRefused(String wish, Path out, String... words) throws Exception {
        Program.Run run = program.xai("visualize", MODEL, wish, "--out", out);
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.err().strip().lines().count()).isLessThanOrEqualTo(2);
        assertThat(Files.exists(out)).isFalse();
    }
}
