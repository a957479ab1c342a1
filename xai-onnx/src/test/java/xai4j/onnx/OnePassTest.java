package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.DifferentiableModel;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/** Choosing the class inside the graph gives the same map as naming it. */
class OnePassTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");

    @ParameterizedTest
    @ValueSource(strings = {"cnn_gap", "cnn_fc", "cnn_res_silu", "tiny_vit"})
    void thePredictedClassIsTheSameInOnePassAndInTwo(String name) {
        Tensor inputs = Npy.readFloat(GOLDENS.resolve(name + "/input.npy"));
        try (DifferentiableModel model =
                Models.load(GOLDENS.resolve("models/" + name + ".onnx"), DifferentiableModel.class)) {
            for (Score score : Score.values()) {
                PreparedImage image =
                        PreparedImage.ofTensor(inputs.row(1), model.spec().input(), Preprocessing.raw());
                SaliencyMap one = Explainers.gradCam(model).score(score).explain(image);
                int predicted = one.targets().get(0).index();
                SaliencyMap two = Explainers.gradCam(model)
                        .score(score)
                        .target(Target.index(predicted))
                        .explain(image);
                // another graph may be fused in another way, so the last bits may differ
                assertThat(one.targets().get(0).score())
                        .isCloseTo(two.targets().get(0).score(), within(1e-5));
                for (int i = 0; i < one.values().size(); i++) {
                    assertThat(one.values().at(i)).isCloseTo(two.values().at(i), within(1e-5f));
                }
            }
        }
    }
}
