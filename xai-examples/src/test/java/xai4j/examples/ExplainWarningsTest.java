package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.render.Png;

/** What is odd of a picture, its scores or the model is said by {@code xai explain} once, for however many methods. */
class ExplainWarningsTest {
    private static final String MODEL = "../xai-onnx/src/test/resources/goldens/models/cnn_gap.onnx";
    private static final String DRAWING_AT_RANDOM = "../xai-djl/src/test/resources/tensorflow/augmenting";

    @TempDir
    private Path temp;

    private Path folder;

    @BeforeEach
    void pictures() throws IOException {
        folder = Files.createDirectories(temp.resolve("pictures"));
        BufferedImage dark = new BufferedImage(40, 30, BufferedImage.TYPE_USHORT_GRAY);
        BufferedImage usual = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 40 * 30; i++) {
            dark.getRaster().setSample(i % 40, i / 40, 0, i * 3);
            usual.setRGB(i % 40, i / 40, i * 2654435 & 0xFFFFFF);
        }
        Png.write(dark, folder.resolve("dark.png"));
        Png.write(usual, folder.resolve("usual.png"));
    }

    private List<String> explained(String model, Path image, String... more) {
        StringWriter printed = new StringWriter();
        String[] words = {
            "explain",
            model,
            "--image",
            image.toString(),
            "--out",
            temp.resolve("out").toString()
        };
        int status = Main.commandLine()
                .setOut(new PrintWriter(printed, true))
                .execute(Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new));
        assertThat(status).isZero();
        return printed.toString().lines().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"probabilities", "multi-label"})
    void scoresThatCannotBeWhatTheyAreSaidToBe(String kind) {
        List<String> lines = explained(
                MODEL, folder.resolve("usual.png"), "--scores", kind, "--method", "lime,rise", "--set", "score=output");
        assertThat(lines).filteredOn(line -> line.contains("are taken for")).hasSize(1);
        assertThat(explained(MODEL, folder.resolve("usual.png"), "--method", "lime"))
                .noneMatch(line -> line.contains("are taken for"));
    }

    @Test
    void bitsThatAPictureLeavesUnused() {
        assertThat(explained(MODEL, folder.resolve("dark.png"), "--method", "grad-cam,saliency"))
                .filteredOn(line -> line.contains("16-bit values"))
                .hasSize(1);
        assertThat(explained(MODEL, folder, "--method", "grad-cam,saliency"))
                .filteredOn(line -> line.contains("16-bit values"))
                .hasSize(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void chanceInsideAModelIsSaidOnceForAFolder() {
        assertThat(explained(DRAWING_AT_RANDOM, folder, "--method", "occlusion"))
                .filteredOn(line -> line.contains("random numbers"))
                .singleElement()
                .asString()
                .contains("frozen with seed 0");
    }
}
