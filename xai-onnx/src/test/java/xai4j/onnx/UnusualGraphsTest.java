package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.SegmentAttribution;
import xai4j.model.DifferentiableModel;

/** Quantized graphs and graphs with branches and loops: what can be had of them, and what is said of the rest. */
class UnusualGraphsTest {
    private static final Path FOLDER = Path.of("src/test/resources/unusual");

    private static DifferentiableModel open(String name) {
        return Models.load(FOLDER.resolve(name + ".onnx"), DifferentiableModel.class);
    }

    private static BufferedImage photograph() {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                image.setRGB(x, y, (16 * x << 16) + (16 * y << 8) + 97 * (x * y % 2));
            }
        }
        return image;
    }

    /** The networks end in global average pooling, so both maps are equal up to a positive factor. */
    @ParameterizedTest
    @ValueSource(strings = {"qdq", "qlinear", "if", "loop"})
    void gradCamBehindWhatCannotBeDifferentiatedIsTheCam(String name) {
        try (DifferentiableModel model = open(name)) {
            float[] gradCam =
                    Explainers.gradCam(model).explain(photograph()).values().toArray();
            float[] cam = Explainers.cam(model).explain(photograph()).values().toArray();
            int loudest = 0;
            for (int i = 0; i < cam.length; i++) {
                loudest = Math.abs(cam[i]) > Math.abs(cam[loudest]) ? i : loudest;
            }
            float factor = gradCam[loudest] / cam[loudest];
            assertThat(factor).isPositive();
            for (int i = 0; i < cam.length; i++) {
                assertThat(gradCam[i]).isCloseTo(factor * cam[i], offset(1e-5f * Math.abs(gradCam[loudest])));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qdq", "qlinear", "if", "loop"})
    void scoresCanBeExplainedWithoutGradients(String name) {
        try (DifferentiableModel model = open(name)) {
            SegmentAttribution why = Explainers.lime(model).samples(100).explain(photograph());
            assertThat(why.top(3)).hasSize(3).allSatisfy(region -> assertThat(region.value())
                    .isFinite());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "qdq, saliency, QuantizeLinear (qx)",
        "qlinear, integrated-gradients, QuantizeLinear (qx)",
        "if, deep-lift, If (switch)",
        "loop, lrp-epsilon, Loop (loop)"
    })
    void whatCannotBeDifferentiatedIsNamedWithTheMethodsThatRemain(String name, String method, String operator) {
        try (DifferentiableModel model = open(name)) {
            assertThatThrownBy(() -> Explainers.named(method, model))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(operator)
                    .hasMessageContaining("these can: ablation-cam, anchors, cam,")
                    .hasMessageContaining("lime");
        }
    }
}
