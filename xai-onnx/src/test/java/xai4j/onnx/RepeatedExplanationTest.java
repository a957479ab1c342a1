package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Applicability;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.json.ExplanationJson;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.prototype.PrototypeFile;
import xai4j.prototype.PrototypeMetadata;

/** What a file says of an explanation suffices to make it again with a model that was opened again. */
class RepeatedExplanationTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");
    private static final LoadOptions RAW = LoadOptions.defaults().withPreprocessing(Preprocessing.raw());

    @Test
    void everyMethodMakesItsExplanationAgainFromItsJson() {
        Path file = GOLDENS.resolve("models/cnn_gap.onnx");
        try (Model model = Models.load(file, RAW);
                Model reopened = Models.load(file, RAW)) {
            PreparedImage image = image(model, "cnn_gap");
            List<String> methods = Explainers.inspect(model).entrySet().stream()
                    .filter(method -> method.getValue().level() != Applicability.Level.IMPOSSIBLE)
                    .map(Map.Entry::getKey)
                    .filter(method -> !method.equals("prototypes"))
                    .toList();
            assertThat(methods).hasSizeGreaterThan(30).contains("lrp-epsilon", "occlusion", "anchors");
            for (String method : methods) {
                Explainer<?> explainer = Explainers.named(method, model);
                Map<String, String> options = explainer.options().describe();
                explainer = options.containsKey("samples") ? explainer.set("samples", "40") : explainer;
                explainer = method.equals("exact-shapley") ? explainer.set("segmenter", "grid:3x3") : explainer;
                repeats(explainer, image, reopened);
            }
        }
    }

    @Test
    void prototypesAreFoundAgainBesideTheModel(@TempDir Path folder) throws IOException {
        Path file = Files.copy(GOLDENS.resolve("models/protopnet.onnx"), folder.resolve("protopnet.onnx"));
        PrototypeFile.write(PrototypeGoldenTest.metadata("distances", PrototypeMetadata.Holds.DISTANCES), folder);
        try (Model model = Models.load(file, RAW);
                Model reopened = Models.load(file, RAW)) {
            repeats(Explainers.named("prototypes", model), image(model, "protopnet"), reopened);
        }
    }

    @Test
    void anExplanationOfAnotherFileIsRefused() {
        try (Model model = Models.load(GOLDENS.resolve("models/cnn_gap.onnx"), RAW);
                Model other = Models.load(GOLDENS.resolve("models/cnn_fc.onnx"), RAW)) {
            Explanation made = Explainers.occlusion(model).explain(image(model, "cnn_gap"));
            assertThatThrownBy(() -> Explainers.of(made.provenance(), other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("cnn_gap", "cnn_fc", model.spec().sha256());
        }
    }

    private static void repeats(Explainer<?> explainer, PreparedImage image, Model reopened) {
        Explanation made = explainer.explain(image);
        Explanation read = ExplanationJson.read(ExplanationJson.write(made));
        assertThat(read).as(explainer.method()).isEqualTo(made);
        assertThat(Explainers.of(read.provenance(), reopened).explain(image))
                .as(explainer.method())
                .isEqualTo(made);
    }

    private static PreparedImage image(Model model, String folder) {
        return PreparedImage.ofTensor(
                Npy.readFloat(GOLDENS.resolve(folder + "/input.npy")).row(0),
                model.spec().input(),
                Preprocessing.raw());
    }
}
