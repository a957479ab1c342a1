package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.anchors.Anchor;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.model.Model;

/** Anchors of photographs; skipped where the folder with them is absent. {@code benchmarks} has the whole table ({@code AnchorCost}). */
class RealAnchorsTest {
    private static final Path REAL = Path.of(System.getProperty("xai4j.shared", "../../shared"), "real");

    @BeforeEach
    void realModelsAreThere() {
        assumeTrue(Files.isDirectory(REAL), "no real models at " + REAL);
    }

    private static Model mobileNet() {
        return Models.load(
                REAL.resolve("models/mobilenet_v1_025.onnx"),
                LoadOptions.defaults().withPreprocessing(Preprocessing.tensorflow()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"djl_airplane1.png", "gradcam_both.png", "djl_kitten.jpg"})
    void anAnchorIsConfirmedWhateverItsSize(String photograph) {
        try (Model model = mobileNet()) {
            Anchor anchor =
                    Explainers.anchors(model).explain(Images.read(REAL.resolve("images/classic/" + photograph)));
            assertThat(anchor.rules().get(0).confirmed()).isTrue();
            assertThat(anchor.rules().get(0).low()).isGreaterThanOrEqualTo(0.9);
            assertThat(anchor.provenance().evaluations()).isLessThan(4000);
        }
    }

    @Test
    void aClassThatIsNotPredictedCostsNoSamples() {
        try (Model model = mobileNet()) {
            Anchor anchor = Explainers.anchors(model)
                    .target(Target.index(3))
                    .explain(Images.read(REAL.resolve("images/classic/gradcam_both.png")));
            assertThat(anchor.provenance().evaluations()).isLessThanOrEqualTo(2);
        }
    }
}
