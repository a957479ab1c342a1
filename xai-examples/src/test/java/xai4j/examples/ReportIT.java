package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.examples.birds.BirdSample;
import xai4j.image.Images;
import xai4j.render.Png;

/** Reports and records of explanations, by the packaged program. */
class ReportIT {
    @TempDir
    private Path temp;

    private Path model;
    private Path bird;

    @BeforeEach
    void files() {
        model = BirdSample.CNN.copyTo(temp);
        bird = BirdSample.FENNET.copyTo(temp);
    }

    @Test
    void explainWritesAReportWithTheCommandThatMakesItAgain() throws Exception {
        Program.Run run = new Program(temp)
                .xai(
                        "explain",
                        model,
                        "--image",
                        bird,
                        "--method grad-cam,lime --target top:2 --html --out",
                        temp.resolve("why"));

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(temp.resolve("why/report.html"))
                .content()
                .contains(
                        "Why crested fennet?",
                        "grad-cam",
                        "lime",
                        "--method grad-cam,lime --target top:2 --html --out");
    }

    @Test
    void recordsAreVerifiedUntilTheImageChanges() throws Exception {
        Program program = new Program(temp);
        Path record = temp.resolve("record.json");
        for (String method : new String[] {"grad-cam,lime", "occlusion"}) {
            Program.Run made = program.xai(
                    "explain",
                    model,
                    "--image",
                    bird,
                    "--method",
                    method,
                    "--record",
                    record,
                    "--out",
                    temp.resolve("why"));
            assertThat(made.status()).as(made.err()).isZero();
        }

        Program.Run same = program.xai("verify", record);
        assertThat(same.status()).as(same.err()).isZero();
        assertThat(same.out()).contains("3 records, the chain is whole", "lime of bird-cnn.onnx: the same bits");

        var picture = Images.read(bird);
        picture.setRGB(60, 60, picture.getRGB(60, 60) ^ 0x010101);
        Png.write(picture, bird);
        Program.Run other = program.xai("verify", record);
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("3 of 3 explanations are not the same").contains("the image is another now");

        Files.writeString(record, Files.readString(record).replace("lime", "LIME"));
        Program.Run changed = program.xai("verify", record);
        assertThat(changed.status()).isEqualTo(2);
        assertThat(changed.err())
                .contains("line 1")
                .contains("was changed since it was written")
                .hasLineCount(1);
    }

    @Test
    void aFolderOfPhotographsGetsASubFolderEachAndASheet() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("pictures/below"));
        Files.copy(bird, folder.resolve("fennet.png"));
        Files.copy(bird, folder.resolveSibling("same.png"));
        // an ending says nothing of what a file is
        Files.copy(bird, folder.resolveSibling("same.jpg"));
        Files.writeString(folder.resolveSibling("broken.png"), "no picture");
        Path out = temp.resolve("many");

        Program.Run run = new Program(temp)
                .xai(
                        "explain",
                        model,
                        "--image",
                        folder.getParent(),
                        "--method grad-cam --target top:2 --sheet --out",
                        out);

        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("broken", "no image").hasLineCount(1);
        for (String name : new String[] {"below/fennet", "same.png", "same.jpg"}) {
            assertThat(out.resolve(name).resolve("grad-cam.json")).exists();
            assertThat(out.resolve(name).resolve("grad-cam.npy")).exists();
            assertThat(out.resolve(name).resolve("grad-cam.png")).exists();
        }
        assertThat(Images.read(out.resolve("grad-cam-sheet.png")).getHeight()).isGreaterThan(600);

        Program.Run empty = new Program(temp)
                .xai(
                        "explain",
                        model,
                        "--image",
                        Files.createDirectory(temp.resolve("empty")),
                        "--method lime --out",
                        out);
        assertThat(empty.status()).isEqualTo(2);
        assertThat(empty.err()).contains("empty", "no images").hasLineCount(1);
        Program.Run single =
                new Program(temp).xai("explain", model, "--image", bird, "--method lime --sheet --out", out);
        assertThat(single.status()).isEqualTo(2);
        assertThat(single.err()).contains("--sheet is for a folder");
    }
}
