package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.render.Png;

/** {@code xai explain --image FOLDER}. */
class ExplainFolderTest {
    private static final Path MODEL = Path.of("../xai-onnx/src/test/resources/goldens/models/cnn_gap.onnx");

    @TempDir
    private Path temp;

    private Path pictures;
    private Path out;

    private record Run(int status, String out, String err) {}

    @BeforeEach
    void files() throws IOException {
        pictures = Files.createDirectories(temp.resolve("pictures"));
        out = temp.resolve("out");
        Files.createDirectories(pictures.resolve("more"));
        for (String name : new String[] {"a.png", "b.png", "more/c.png"}) {
            picture(pictures.resolve(name), name.hashCode());
        }
        Files.writeString(pictures.resolve("notes.txt"), "no picture");
    }

    private static void picture(Path file, int seed) {
        BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 40 * 30; i++) {
            picture.setRGB(i % 40, i / 40, (i + seed) * 2654435 & 0xFFFFFF);
        }
        Png.write(picture, file);
    }

    private Run xai(Object... more) {
        StringWriter printed = new StringWriter();
        StringWriter complaints = new StringWriter();
        Object[] words = {"explain", MODEL, "--image", pictures, "--out", out};
        String[] texts = java.util.stream.Stream.concat(Arrays.stream(words), Arrays.stream(more))
                .map(String::valueOf)
                .toArray(String[]::new);
        int status = Main.commandLine()
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(complaints, true))
                .execute(texts);
        return new Run(status, printed.toString(), complaints.toString());
    }

    @Test
    void everyPictureGetsASubFolder() {
        Run run = xai("--method", "grad-cam,lime", "--set", "samples=50", "--html");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("3 pictures: 3 explained, 0 were done before, 0 failed");
        for (String name : new String[] {"a", "b", "more/c"}) {
            for (String file : new String[] {"grad-cam.json", "grad-cam.npy", "lime.png", "report.html"}) {
                assertThat(out.resolve(name).resolve(file)).isNotEmptyFile();
            }
        }
        assertThat(out.resolve("notes")).doesNotExist();
    }

    @Test
    void whatIsDoneIsNotDoneAgainUnlessSomethingChanged() throws IOException {
        xai("--method", "grad-cam");
        Path first = out.resolve("a/grad-cam.json");
        Files.writeString(first, "left alone");
        assertThat(xai("--method", "grad-cam").out()).contains("3 pictures: 0 explained, 3 were done before");
        assertThat(first).hasContent("left alone");
        picture(pictures.resolve("b.png"), 77);
        assertThat(xai("--method", "grad-cam").out()).contains("3 pictures: 1 explained, 2 were done before");
        assertThat(xai("--method", "grad-cam", "--target", "1").out()).contains("3 pictures: 3 explained");
        assertThat(first).content().isNotEqualTo("left alone");
    }

    @Test
    void aDamagedPictureKeepsNoOtherFromBeingExplained() throws IOException {
        Files.writeString(pictures.resolve("b.png"), "damaged");
        Run run = xai("--method", "grad-cam");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip().lines()).singleElement().asString().contains("b.png");
        assertThat(run.out()).contains("3 pictures: 2 explained, 0 were done before, 1 failed");
        assertThat(out.resolve("a/grad-cam.png")).isNotEmptyFile();
        assertThat(out.resolve("more/c/grad-cam.png")).isNotEmptyFile();
    }

    @Test
    void onePictureAmongManyIsExplainedAsAlone() throws IOException {
        xai("--method", "rise", "--set", "samples=60");
        Path alone = temp.resolve("alone");
        int status = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .execute(
                        "explain",
                        MODEL.toString(),
                        "--image",
                        pictures.resolve("a.png").toString(),
                        "--method",
                        "rise",
                        "--set",
                        "samples=60",
                        "--out",
                        alone.toString());
        assertThat(status).isZero();
        assertThat(alone.resolve("rise.npy")).hasSameBinaryContentAs(out.resolve("a/rise.npy"));
    }

    @Test
    void filesThatDifferInTheirEndingHaveFoldersOfTheirOwn() throws IOException {
        Files.copy(pictures.resolve("a.png"), pictures.resolve("a.PNG"));
        xai("--method", "grad-cam");
        assertThat(out.resolve("a.png/grad-cam.png")).isNotEmptyFile();
        assertThat(out.resolve("a.PNG/grad-cam.png")).isNotEmptyFile();
    }

    @Test
    void theTimeThatIsLeftIsSaidInRoundNumbers() {
        assertThat(FolderProgress.words(12.4)).isEqualTo("about 12 s left");
        assertThat(FolderProgress.words(150)).isEqualTo("about 3 min left");
        assertThat(FolderProgress.words(9000)).isEqualTo("about 2.5 h left");
    }
}
