package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Explanation;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.onnx.graph.TestModels;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.Tensor;

/** The perturbation methods end to end on an ONNX model, against the references in {@code goldens/perturb}. */
class PerturbationGoldenTest {
    private static Model model;
    private static Tensor inputs;
    private static int[] targets;
    private static Segmentation segments;

    @BeforeAll
    static void open() {
        model = Models.load(TestModels.golden("models/cnn_gap.onnx"));
        inputs = Npy.readFloat(TestModels.golden("cnn_gap/input.npy"));
        targets = Npy.readInt(TestModels.golden("cnn_gap/target.npy")).values();
        segments = Segmentation.of(
                32, 32, Npy.readInt(TestModels.golden("perturb/segments.npy")).values());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static PreparedImage image(int index) {
        return PreparedImage.ofTensor(inputs.row(index), model.spec().input(), Preprocessing.raw());
    }

    private static Tensor golden(String name) {
        Path path = TestModels.golden("perturb/" + name + ".npy");
        return Npy.readFloat(path);
    }

    /** Compares maps {@code [T=1, H, W]} with Captum's {@code [3, C, H, W]}. */
    private static void assertMaps(Tensor captum, Function<Integer, Explanation> explanation) {
        for (int i = 0; i < 3; i++) {
            Tensor values = explanation.apply(i).values();
            for (int p = 0; p < 1024; p++) {
                assertThat((double) values.at(p)).isCloseTo(captum.get(i, 1, p / 32, p % 32), within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 2", "5, 3"})
    void slidingOcclusionMatchesCaptum(int window, int stride) {
        assertMaps(golden("occlusion_" + window + "x" + window + "s" + stride), i -> Explainers.occlusion(model)
                .window(window)
                .stride(stride)
                .target(Target.index(targets[i]))
                .explain(image(i)));
    }

    @Test
    void ablationMatchesCaptum() {
        Tensor captum = golden("feature_ablation");
        for (int i = 0; i < 3; i++) {
            Tensor values = Explainers.occlusion(model)
                    .segmenter(Segmenter.fixed(segments))
                    .target(Target.index(targets[i]))
                    .explain(image(i))
                    .values();
            for (int p = 0; p < 1024; p++) {
                assertThat((double) values.get(0, segments.at(p % 32, p / 32)))
                        .isCloseTo(captum.get(i, 0, p / 32, p % 32), within(1e-5));
            }
        }
    }

    private static void assertRegions(Tensor reference, double tolerance, Function<Integer, Explanation> explanation) {
        for (int i = 0; i < 3; i++) {
            Tensor values = explanation.apply(i).values();
            for (int region = 0; region < 10; region++) {
                for (int t = 0; t < 5; t++) {
                    assertThat((double) values.get(t, region))
                            .isCloseTo(reference.get(i, region, t), within(tolerance));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"zero, zero", "mean, segmean"})
    void shapleyValuesOfAllClassesMatchTheEnumeration(String fill, String reference) {
        assertRegions(golden("shapley_exact_" + reference), 1e-5, i -> Explainers.named("kernel-shap", model)
                .set("segmenter", "file:" + TestModels.golden("perturb/segments.npy"))
                .set("baseline", fill)
                .set("samples", "1022")
                .target(Target.indices(0, 1, 2, 3, 4))
                .explain(image(i)));
    }

    @Test
    void limeOnAllCoalitionsMatchesTheOriginal() {
        assertRegions(golden("lime_full_kw0.25_coef"), 1e-4, i -> Explainers.lime(model)
                .segmentation(segments)
                .samples(1024)
                .target(Target.indices(0, 1, 2, 3, 4))
                .explain(image(i)));
    }

    @Test
    void riseWithTheSavedMasksMatchesTheOriginal() {
        Tensor reference = golden("rise_saliency");
        for (int i = 0; i < 3; i++) {
            Tensor values = Explainers.rise(model)
                    .masks(golden("rise_masks"))
                    .centred(false)
                    .score(Score.PROBABILITY)
                    .target(Target.indices(0, 1, 2, 3, 4))
                    .explain(image(i))
                    .values();
            for (int p = 0; p < values.size(); p++) {
                assertThat((double) values.at(p))
                        .isCloseTo(reference.get(i, p / 1024, p % 1024 / 32, p % 32), within(1e-5));
            }
        }
    }
}
