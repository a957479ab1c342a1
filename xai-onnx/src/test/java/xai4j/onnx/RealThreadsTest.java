package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.image.ImageInput;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/** Networks that others trained say the same, bit by bit, on one thread, on several, and in the pool of all cores. */
class RealThreadsTest {
    private static final Path REAL = Path.of(System.getProperty("xai4j.shared", "../../shared"), "real");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/squeezenet11.onnx",
                "models/mobilenet_v1_025.onnx",
                "models/darknet_tiny.onnx",
                "models/cifar10_resnet20.onnx",
                "models/winml_cifar10_cnn.onnx",
                "customvision/cat-or-dog.onnx"
            })
    void bitsDoNotDependOnThreads(String name) {
        Path file = REAL.resolve(name);
        assumeTrue(Files.isReadable(file), "the real models are not here");
        List<Tensor> alone = answers(file, 1);
        for (int threads : new int[] {0, 3, 8}) {
            assertThat(answers(file, threads)).as(name + " on " + threads).isEqualTo(alone);
        }
    }

    private static List<Tensor> answers(Path file, int threads) {
        try (OnnxModel model = OnnxModel.open(file, LoadOptions.defaults().withThreads(threads))) {
            ImageInput input = model.spec().input();
            Tensor image = Tensor.zeros((input.isFixedSize() ? input : input.withSize(224, 224))
                    .imageShape()
                    .prepend(1));
            for (int i = 0; i < image.size(); i++) {
                image.set(i, (float) (100 * Math.sin(i)));
            }
            Tensor scores = model.predict(image, Score.LOGIT);
            Objective first =
                    Objective.classes(Score.LOGIT, new int[] {1}, scores.shape().dim(1));
            Tensor slopes = model.gradients(image, first, Set.of(Layer.INPUT), BackwardRule.GRADIENT)
                    .gradients()
                    .get(Layer.INPUT);
            return List.of(scores, java.util.Objects.requireNonNull(slopes));
        }
    }
}
