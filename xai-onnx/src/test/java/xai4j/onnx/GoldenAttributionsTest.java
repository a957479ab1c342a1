package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.baseline.Baseline;
import xai4j.explain.Explainer;
import xai4j.explain.Target;
import xai4j.gradient.DeepLift;
import xai4j.gradient.IntegratedGradients;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.Model;
import xai4j.tensor.Tensor;

/** Every deterministic attribution of the reference implementations, through ONNX Runtime and the explainers by name. */
class GoldenAttributionsTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");
    private static final double TOLERANCE = 1e-4;

    static Stream<Arguments> attributions() throws IOException {
        return Files.readAllLines(GOLDENS.resolve("attributions.tsv")).stream().flatMap(line -> {
            List<String> cells = Arrays.asList(line.split("\t"));
            return Arrays.stream(cells.get(1).split(","))
                    .map(model ->
                            Arguments.of(cells.get(0), model, cells.get(2), cells.get(3), cells.get(4), cells.get(5)));
        });
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("attributions")
    void agreesWithTheReference(
            String file, String modelFile, String folder, String targetFile, String method, String options) {
        Tensor expected = Npy.readFloat(GOLDENS.resolve(file));
        Tensor inputs = Npy.readFloat(GOLDENS.resolve(folder + "/input.npy"));
        int[] targets = Npy.readInt(GOLDENS.resolve(targetFile)).values();
        try (Model model = Models.load(GOLDENS.resolve("models/" + modelFile))) {
            for (int i = 0; i < targets.length; i++) {
                PreparedImage image =
                        PreparedImage.ofTensor(inputs.row(i), model.spec().input(), Preprocessing.raw());
                Explainer<?> explainer = configured(Explainers.named(method, model), folder, options)
                        .target(Target.index(targets[i]));
                assertClose(explainer.explain(image).values().row(0), expected.row(i), method.startsWith("eigen"), i);
            }
        }
    }

    private static Explainer<?> configured(Explainer<?> explainer, String folder, String options) {
        Explainer<?> configured = explainer;
        for (String option : options.split("\\|")) {
            String name = option.substring(0, option.indexOf('='));
            String value = option.substring(option.indexOf('=') + 1);
            configured =
                    value.startsWith("@") ? withBackground(configured, folder, value) : configured.set(name, value);
        }
        return configured;
    }

    private static Explainer<?> withBackground(Explainer<?> explainer, String folder, String which) {
        Tensor background = Npy.readFloat(GOLDENS.resolve(folder + "/background.npy"));
        Baseline baseline = Baseline.images(which.equals("@first") ? background.slice(0, 1) : background);
        return explainer instanceof DeepLift deepLift
                ? deepLift.baseline(baseline)
                : ((IntegratedGradients) explainer).baseline(baseline);
    }

    /** Relative to the largest magnitude; where the reference's sign is arbitrary, up to sign. */
    private static void assertClose(Tensor actual, Tensor expected, boolean anySign, int image) {
        assertThat(actual.size()).isEqualTo(expected.size());
        double largest = 0;
        double same = 0;
        double opposite = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
            same = Math.max(same, Math.abs(actual.at(i) - expected.at(i)));
            opposite = Math.max(opposite, Math.abs(actual.at(i) + expected.at(i)));
        }
        double difference = anySign ? Math.min(same, opposite) : same;
        assertThat(difference / Math.max(largest, 1e-12))
                .as("relative difference of image " + image)
                .isLessThan(TOLERANCE);
    }
}
