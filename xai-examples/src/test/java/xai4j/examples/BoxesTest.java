package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.io.Npy;
import xai4j.render.Png;
import xai4j.tensor.Tensor;

/** Two objects of one class, explained on the command line: each has a map of its own, which peaks in its own half of the picture. */
class BoxesTest {
    private static final String METHODS =
            "saliency,integrated-gradients,lrp-epsilon,d-rise,occlusion,feature-ablation,kernel-shap,lime";
    private static final int COLUMNS = 8;

    @TempDir
    Path temp = Path.of("");

    /** A red thing in a cell of the left half, and another in one of the right. */
    private Path picture() {
        BufferedImage picture = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(new Color(0xB8B8B8));
        pen.fillRect(0, 0, 512, 512);
        pen.setColor(new Color(220, 30, 30));
        pen.fillRect(64, 128, 64, 64);
        pen.setColor(new Color(190, 30, 30));
        pen.fillRect(384, 256, 64, 64);
        pen.dispose();
        Path file = temp.resolve("picture.png");
        Png.write(picture, file);
        return file;
    }

    @Test
    void twoObjectsOfOneClassHaveTwoMaps() throws Exception {
        Path out = explained(METHODS, "--segmenter", "grid:8x8", "--set", "fill=grey");
        for (String method : METHODS.split(",", -1)) {
            Tensor values = Npy.readFloat(out.resolve(method + ".npy"));
            assertThat(values.shape().dim(0)).as(method).isEqualTo(2);
            assertThat(values.row(0)).as(method).isNotEqualTo(values.row(1));
            assertThat(isLeft(values.row(0))).as(method + " of the left").isTrue();
            assertThat(isLeft(values.row(1))).as(method + " of the right").isFalse();
            assertThat(Files.readString(out.resolve(method + ".json")))
                    .as(method)
                    .contains(
                            "\"label\":\"box 0: red thing\"",
                            "\"label\":\"box 1: red thing\"",
                            "\"left\":64",
                            "\"left\":384");
        }
    }

    /** No map is the last before the scores here, as the boxes' cells come from the same one. */
    @Test
    void aMapThatIsNamedIsExplained() throws Exception {
        Path out = explained("layer-cam", "--set", "layer=seen");
        Tensor values = Npy.readFloat(out.resolve("layer-cam.npy"));
        assertThat(isLeft(values.row(0))).isTrue();
        assertThat(isLeft(values.row(1))).isFalse();
    }

    private Path explained(String methods, String... more) throws Exception {
        Path out = temp.resolve("out");
        List<String> arguments = new ArrayList<>(List.of(
                "explain",
                ColourDetector.write(temp.resolve("colours.onnx")).toString(),
                "--method",
                methods,
                "--target",
                "red thing",
                "--image",
                picture().toString(),
                "--out",
                out.toString()));
        arguments.addAll(List.of(more));
        StringWriter complaints = new StringWriter();
        int status = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter(), true))
                .setErr(new PrintWriter(complaints, true))
                .execute(arguments.toArray(String[]::new));
        assertThat(status).as(complaints.toString()).isZero();
        return out;
    }

    /** Whether the highest value lies in the left half: columns are the last axis, or regions lie row by row. */
    private static boolean isLeft(Tensor map) {
        int columns =
                map.shape().rank() == 1 ? COLUMNS : map.shape().dim(map.shape().rank() - 1);
        int highest = 0;
        for (int i = 1; i < map.size(); i++) {
            highest = map.at(i) > map.at(highest) ? i : highest;
        }
        return highest % columns < columns / 2;
    }
}
