package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.io.Npy;
import xai4j.json.ExplanationJson;
import xai4j.render.Png;

/** {@code xai explain --method lime,kernel-shap}: methods that ask the same share their passes, and say where that shows. */
class ExplainTogetherTest {
    private static final String MODEL = "../xai-onnx/src/test/resources/goldens/models/cnn_gap.onnx";

    @TempDir
    private Path temp;

    @BeforeEach
    void picture() {
        BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 40 * 30; i++) {
            picture.setRGB(i % 40, i / 40, i * 2654435 & 0xFFFFFF);
        }
        Png.write(picture, temp.resolve("picture.png"));
    }

    private String explained(String out, String methods, String... more) {
        StringWriter printed = new StringWriter();
        String[] words = {
            "explain",
            MODEL,
            "--image",
            temp.resolve("picture.png").toString(),
            "--segmenter",
            "grid:5x4",
            "--set",
            "samples=100",
            "--method",
            methods,
            "--out",
            temp.resolve(out).toString()
        };
        int status = Main.commandLine()
                .setOut(new PrintWriter(printed, true))
                .execute(Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new));
        assertThat(status).isZero();
        return printed.toString();
    }

    private float[] values(String file) {
        return Npy.readFloat(temp.resolve(file)).toArray();
    }

    @Test
    void limeTakesKernelShapsMasksAndSaysSo() {
        String lines = explained("together", "lime,kernel-shap");
        explained("shap", "kernel-shap");
        explained("lime", "lime", "--set", "mask-sampling=leverage-pairs");
        assertThat(lines).contains("lime takes the 100 masks of kernel-shap");
        assertThat(values("together/kernel-shap.npy")).isEqualTo(values("shap/kernel-shap.npy"));
        assertThat(values("together/lime.npy")).isEqualTo(values("lime/lime.npy"));
        var shap = ExplanationJson.read(temp.resolve("together/kernel-shap.json"));
        assertThat(shap.diagnostics().measures()).containsEntry("shared-samples", 101.0);
        assertThat(shap.provenance().evaluations()).isLessThan(5);
    }

    @Test
    void apartEachAsksByItself() {
        String lines = explained("apart", "lime,kernel-shap", "--apart");
        explained("lime", "lime");
        assertThat(lines).doesNotContain("lime takes");
        assertThat(values("apart/lime.npy")).isEqualTo(values("lime/lime.npy"));
        assertThat(ExplanationJson.read(temp.resolve("apart/lime.json"))
                        .provenance()
                        .options())
                .containsEntry("mask-sampling", "coin-flips");
    }
}
