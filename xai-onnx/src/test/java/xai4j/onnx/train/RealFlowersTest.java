package xai4j.onnx.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import xai4j.data.ImageFolder;
import xai4j.explain.Progress;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;

/** A hundred photographs of flowers, five-fold, on a MobileNet; needs the shared folder of real pictures. */
class RealFlowersTest {
    private static final Path REAL = Path.of(System.getProperty("xai4j.shared", "../../shared"), "real");

    /** scikit-learn's logistic regression on the same features has 80 %, ± 2.5 between divisions into folds. */
    @Test
    void aFrozenHeadIsAsGoodAsLogisticRegression() {
        assumeTrue(Files.isDirectory(REAL), () -> "there is no folder " + REAL);
        LoadOptions tf = LoadOptions.defaults().withPreprocessing(Preprocessing.tensorflow());
        try (Backbone backbone = Backbone.open(REAL.resolve("models/mobilenet_v1_025.onnx"), tf)) {
            FrozenFeatures flowers = FeatureExtraction.of(backbone, FeatureKind.POOLED)
                    .compute(ImageFolder.of(REAL.resolve("images/flowers")), Progress.SILENT);
            int right = 0;
            for (int fold = 0; fold < 5; fold++) {
                LinearClassifier head = LinearHeadFit.fit(flowers.only(flowers.part(fold, 5, false)));
                right +=
                        head.accuracy(flowers.only(flowers.part(fold, 5, true))).successes();
            }
            assertThat(right).isGreaterThanOrEqualTo(77);
        }
    }
}
