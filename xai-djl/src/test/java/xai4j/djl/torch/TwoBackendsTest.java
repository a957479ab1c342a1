package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.djl.Platform;
import xai4j.evaluate.Comparison;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.tensor.Tensor;

/** Whether an export kept what a network sees: the same weights as TorchScript and as ONNX, scores and maps. */
class TwoBackendsTest {
    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private static Explanation explained(Model model, String method) {
        Tensor image = Golden.tensor("cnn_gap/input").row(0);
        PreparedImage input =
                PreparedImage.ofTensor(image, model.spec().input(), model.spec().preprocessing());
        Explainer<?> explainer = Explainers.named(method, model).target(Target.indices(3, 0));
        return explainer.explain(input);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grad-cam", "integrated-gradients", "occlusion"})
    void scoresAndMapsAreTheSameOnBoth(String method) {
        try (Model torch = Models.load(Golden.path("models/cnn_gap.script.pt"));
                Model onnx = Models.load(Golden.path("models/cnn_gap.onnx"))) {
            Explanation first = explained(torch, method);
            Explanation second = explained(onnx, method);
            for (Comparison target : Comparison.ofTargets(first, second)) {
                assertThat(target.scoreChange()).isCloseTo(0, within(1e-4));
                assertThat(target.distance()).isLessThan(1e-3);
                assertThat(target.topOverlap()).isGreaterThan(0.97);
            }
            assertThat(Comparison.of(first, 0, second, 1).distance()).isGreaterThan(0.1);
            BufferedImage photograph = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
            assertThat(Comparison.draw(Comparison.ofTargets(first, second), photograph, photograph)
                            .getHeight())
                    .isGreaterThan(300);
        }
    }
}
