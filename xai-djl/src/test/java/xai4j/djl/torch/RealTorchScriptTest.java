package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.djl.Platform;
import xai4j.djl.Real;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

class RealTorchScriptTest {
    private static final List<String> CIFAR =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    @Test
    void cifarNetworkIsAsAccurateAsPublished() throws IOException {
        LoadOptions options = LoadOptions.defaults()
                .withPreprocessing(Preprocessing.cifar10Akamaster())
                .withLabels(CIFAR);
        try (TorchScriptModel model = TorchScriptModel.open(Real.path("models/cifar10_resnet20.pt"), options);
                Stream<Path> files = Files.list(Real.path("cifar/test100"))) {
            int right = 0;
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".png")).toList()) {
                PreparedImage image = model.spec().prepare(Images.read(file));
                String label = CIFAR.get(best(model.predict(image.batch())));
                right += file.getFileName().toString().contains(label) ? 1 : 0;
            }
            assertThat(right).isGreaterThanOrEqualTo(93);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mobilenet_v1_025.pt, tf, features, 281",
        "darknet_tiny.pt, unit, features, -1",
        "cifar10_resnet20.pt, cifar10-akamaster, layer3, -1"
    })
    void gradCamOfAGlobalPoolingNetworkIsItsCam(String file, String preprocessing, String features, int expected)
            throws IOException {
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.named(preprocessing));
        try (TorchScriptModel model = TorchScriptModel.open(Real.path("models/" + file), options)) {
            LinearHead head = model.head().orElseThrow();
            Layer layer = model.lastSpatialLayer().orElseThrow();
            assertThat(layer.name()).isEqualTo(features);
            assertThat(head.features()).isEqualTo(layer);
            PreparedImage image = model.spec().prepare(Images.read(cat()));
            int target = best(model.predict(image.batch()));
            if (expected >= 0) {
                assertThat(target).isEqualTo(expected);
            }
            int classes = head.weights().shape().dim(0);
            Tensor gradient = model.gradients(
                            image.batch(),
                            Objective.classes(Score.LOGIT, new int[] {target}, classes),
                            Set.of(layer),
                            BackwardRule.GRADIENT)
                    .gradients()
                    .get(layer);
            Tensor weights = Golden.spatialMean(gradient);
            int positions = gradient.shape().dim(2) * gradient.shape().dim(3);
            Tensor scaled = Tensor.zeros(weights.shape());
            for (int c = 0; c < weights.size(); c++) {
                scaled.set(c, weights.at(c) * positions);
            }
            Golden.assertClose(scaled.row(0), head.weights().row(target), 1e-4);
        }
    }

    private static Path cat() throws IOException {
        try (Stream<Path> files = Files.list(Real.path("images/winml"))) {
            return files.filter(path -> path.toString().contains("kitten")
                            && !path.toString().endsWith(".csv"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static int best(Tensor scores) {
        int best = 0;
        for (int k = 1; k < scores.size(); k++) {
            best = scores.at(k) > scores.at(best) ? k : best;
        }
        return best;
    }
}
