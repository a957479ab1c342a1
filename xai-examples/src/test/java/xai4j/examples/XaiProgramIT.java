package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.explain.Explanation;
import xai4j.image.Images;
import xai4j.io.Npy;
import xai4j.json.ExplanationJson;
import xai4j.render.Png;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The packaged program as its users meet it: exit status, one line on standard error, whole files. */
class XaiProgramIT {
    @TempDir
    Path temp = Path.of("");

    private Path model = Path.of("");
    private Path image = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void files() {
        model = Path.of("../xai-onnx/src/test/resources/goldens/models/cnn_gap.onnx")
                .toAbsolutePath();
        image = temp.resolve("picture.png");
        out = temp.resolve("out");
        BufferedImage picture = new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 90 * 60; i++) {
            picture.setRGB(i % 90, i / 90, i * 2654435 & 0xFFFFFF);
        }
        Png.write(picture, image);
    }

    private Program.Run xai(Object... arguments) throws IOException, InterruptedException {
        return new Program(temp).xai(arguments);
    }

    private void assertRefused(Program.Run run, String... words) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(out).doesNotExist();
    }

    @Test
    void anExplanationIsPutToTheTest() throws Exception {
        Program.Run run = xai(
                "explain",
                model,
                "--image",
                image,
                "--preprocess",
                "tf",
                "--method",
                "lime",
                "--segmenter",
                "grid:3x3",
                "--set",
                "samples=60",
                "--seeds",
                9,
                "--check",
                "--view",
                "green-red+top:4",
                "--out",
                out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("regions that speak against it", "regions that speak for it", "9 seeds: rank agreement");
        assertThat(Images.read(out.resolve("lime-seeds.png")).getWidth()).isGreaterThan(3 * 240);
        assertThat(Images.read(out.resolve("lime-check.png")).getHeight()).isGreaterThan(2 * 280);
        assertThat(out.resolve("lime.json")).exists();
    }

    @Test
    void checksOfRegionsAreRefusedForMethodsWithoutRegions() throws Exception {
        assertRefused(
                xai("explain", model, "--image", image, "--method", "grad-cam", "--seeds", 3, "--out", out),
                "--seeds",
                "grad-cam");
    }

    @Test
    void methodsWithoutRegionsArePassedOverInWordsBesideOneThatHasThem() throws Exception {
        Program.Run run = xai(
                "explain",
                model,
                "--image",
                image,
                "--preprocess",
                "tf",
                "--method",
                "grad-cam,lime",
                "--segmenter",
                "grid:3x3",
                "--set",
                "samples=60",
                "--check",
                "--out",
                out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("--check was passed over: grad-cam gives no number", "regions that speak against it");
    }

    @Test
    void theHardTreeSaysHowProbableItsPathIs() throws Exception {
        Program.Run run = xai("explain", model, "--image", image, "--method", "nbdt-hard", "--out", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("(1, probability of its path 0.").doesNotContain("(1.000)");
    }

    @Test
    void helpAndVersionAreThere() throws Exception {
        assertThat(xai("--help").out()).contains("inspect", "explain");
        assertThat(xai("--version").out()).startsWith("xai4j");
        assertThat(xai("explain", "--help").out()).contains("--method", "--segments");
    }

    @Test
    void inspectTellsWhatTheModelIsAndWhatApplies() throws Exception {
        Program.Run run = xai("inspect", model);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("NCHW [3, 32, 32]", "LOGITS", "/relu3/Relu_output_0", "lime", "cam ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lime", "occlusion", "cam", "eigen-cam"})
    void explainWritesThreeWholeFiles(String method) throws Exception {
        Program.Run run =
                xai("explain", model, "--image", image, "--method", method, "--segmenter", "grid:4x4", "--out", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).as("silence in a pipe").isEmpty();
        Explanation explanation = ExplanationJson.read(out.resolve(method + ".json"));
        assertThat(explanation.provenance().method()).isEqualTo(method);
        assertThat(Npy.readFloat(out.resolve(method + ".npy")))
                .isEqualTo(explanation.values().row(0));
        assertThat(Images.read(out.resolve(method + ".png")).getWidth()).isGreaterThanOrEqualTo(90);
        try (var files = Files.list(out)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void severalTargetsGetALeadingAxisAndTensorsNoPreprocessing() throws Exception {
        Path tensor = temp.resolve("x.npy");
        Npy.write(Tensor.zeros(Shape.of(3, 32, 32)), tensor);
        Path segments = temp.resolve("s.npy");
        int[] ids = new int[32 * 32];
        Arrays.setAll(ids, i -> i / 256 * 2 + i % 32 / 16);
        Npy.write(Shape.of(32, 32), ids, segments);
        Program.Run run = xai(
                "explain",
                model,
                "--tensor",
                tensor,
                "--segments",
                segments,
                "--target",
                "top:3",
                "--method",
                "lime",
                "--out",
                out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Npy.readFloat(out.resolve("lime.npy")).shape()).isEqualTo(Shape.of(3, 8));
    }

    @Test
    void badUsageIsRefusedInOneLine() throws Exception {
        assertRefused(xai("explain", model, "--image", image, "--method", "limes", "--out", out), "limes", "lime");
        assertRefused(
                xai("explain", model, "--image", image, "--method", "lime", "--set", "sample=3", "--out", out),
                "sample");
        assertRefused(
                xai("explain", model, "--image", image, "--method", "lime", "--set", "samples=-3", "--out", out),
                "samples",
                "-3");
        assertRefused(xai("explain", model, "--image", image, "--out", out), "--method");
        assertRefused(
                xai("explain", model, "--image", image, "--method", "lime", "--preprocess", "pytorch", "--out", out),
                "pytorch",
                "imagenet");
    }

    @Test
    void badInputIsRefusedInOneLine() throws Exception {
        Path text = Files.writeString(temp.resolve("text.onnx"), "no model");
        Path noImage = Files.writeString(temp.resolve("text.png"), "no image");
        assertRefused(xai("explain", text, "--image", image, "--method", "lime", "--out", out), "text.onnx");
        assertRefused(
                xai("explain", temp.resolve("none.onnx"), "--image", image, "--method", "lime", "--out", out),
                "none.onnx");
        assertRefused(xai("explain", model, "--image", noImage, "--method", "lime", "--out", out), "text.png");
        assertRefused(xai("explain", model, "--tensor", noImage, "--method", "lime", "--out", out), "text.png");
        Path labels = Files.writeString(temp.resolve("labels.txt"), "cat\ndog\n");
        assertRefused(
                xai("explain", model, "--labels", labels, "--image", image, "--method", "lime", "--out", out),
                "2 labels",
                "5 classes");
    }

    @Test
    void anUnknownTargetWritesNothing() throws Exception {
        Program.Run run = xai("explain", model, "--image", image, "--method", "lime", "--target", "77", "--out", out);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("77", "0…4");
        try (var files = Files.list(out)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path blocked = Files.writeString(temp.resolve("file"), "").resolve("below");
        Program.Run run = xai("explain", model, "--image", image, "--method", "lime", "--out", blocked);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("below").doesNotContain("\tat ");
    }
}
