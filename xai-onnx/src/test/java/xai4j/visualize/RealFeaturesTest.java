package xai4j.visualize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Models;
import xai4j.image.Preprocessing;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;

/** Pictures for classes of networks that nobody here made; skipped where the folder with them is absent. */
class RealFeaturesTest {
    private static final Path MODELS = Path.of(System.getProperty("xai4j.shared", "../../shared"), "real", "models");

    @ParameterizedTest
    @CsvSource({
        "cifar10_resnet20.onnx, cifar10-akamaster, 0",
        "cifar10_resnet20.onnx, cifar10-akamaster, 3",
        "cifar10_resnet20.onnx, cifar10-akamaster, 8",
        "mobilenet_v1_025.onnx, tf, 207"
    })
    void thePictureOfAClassIsTakenForItUnderFreshTransformations(String file, String preprocessing, int index) {
        assumeTrue(Files.isDirectory(MODELS), "no real models at " + MODELS);
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.named(preprocessing));
        try (DifferentiableModel model = Models.load(MODELS.resolve(file), DifferentiableModel.class, options)) {
            FeatureImage made = FeatureVisualizer.best(model).visualizeClass(index);
            assertThat(made.diagnostics().measures().get("confidence-mean")).isGreaterThan(0.9);
        }
    }
}
