package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.anchors.Anchor;
import xai4j.anchors.AnchorRule;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.Model;
import xai4j.segment.Segmenter;
import xai4j.tensor.Tensor;

/** Anchors on ten regions against the precisions and the best anchor that enumeration of all 1024 coalitions gives. */
class AnchorGoldenTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theBestAnchorAndItsPrecisionAreThoseOfEnumeration(int image) {
        int[] best = Npy.readInt(GOLDENS.resolve("perturb/anchor_best.npy")).values();
        Tensor precisions = Npy.readFloat(GOLDENS.resolve("perturb/anchor_precision.npy"));
        Tensor inputs = Npy.readFloat(GOLDENS.resolve("cnn_gap/input.npy"));
        try (Model model = Models.load(GOLDENS.resolve("models/cnn_gap.onnx"))) {
            PreparedImage prepared =
                    PreparedImage.ofTensor(inputs.row(image), model.spec().input(), Preprocessing.raw());
            Anchor anchor = Explainers.anchors(model)
                    .segmenter(Segmenter.parse("file:" + GOLDENS.resolve("perturb/segments.npy")))
                    .explain(prepared);
            AnchorRule rule = anchor.rules().get(0);
            int mask = rule.regions().stream().mapToInt(region -> 1 << region).sum();
            assertThat(mask).isEqualTo(best[3 * image]);
            assertThat(rule.precision()).isCloseTo(precisions.get(image, mask), within(1e-6));
            assertThat(rule.coverage()).isEqualTo(Math.pow(2, -best[3 * image + 1]));
        }
    }
}
