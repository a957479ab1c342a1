package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.explain.Explanation;
import xai4j.image.Images;
import xai4j.json.ExplanationJson;

/** {@code xai demo} as a stranger meets it. */
class DemoIT {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void oneCommandMakesThePage() throws Exception {
        Path out = temp.resolve("a/new/folder");
        Program.Run run = new Program(temp).xai("demo --out", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(Images.read(out.resolve("page.png")).getWidth()).isGreaterThan(1000);
        for (String method :
                new String[] {"grad-cam", "integrated-gradients", "lime", "kernel-shap", "rise", "anchors"}) {
            Explanation explanation = ExplanationJson.read(out.resolve(method + ".json"));
            assertThat(explanation.targets().get(0).label()).isEqualTo("crested fennet");
            assertThat(out.resolve(method + ".png")).exists();
            assertThat(out.resolve(method + ".npy")).exists();
        }
        Program.Run again = new Program(temp)
                .xai(
                        "explain",
                        out.resolve("bird-cnn.onnx"),
                        "--image",
                        out.resolve("fennet.png"),
                        "--method grad-cam --out",
                        temp);
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(Files.mismatch(out.resolve("grad-cam.npy"), temp.resolve("grad-cam.npy")))
                .isEqualTo(-1);
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "");
        Program.Run run = new Program(temp).xai("demo --out", file);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains("file");
    }
}
