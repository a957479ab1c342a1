package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import xai4j.io.Npy;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/** Models and reference values of the test resources. */
final class Golden {
    private Golden() {}

    static Path path(String name) {
        URL url = Objects.requireNonNull(Golden.class.getResource("/goldens/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static TorchScriptModel model(String name) {
        return TorchScriptModel.open(
                path("models/" + name + ".pt"), LoadOptions.defaults().withThreads(1));
    }

    static Tensor tensor(String name) {
        return Npy.readFloat(path(name + ".npy"));
    }

    static int[] integers(String name) {
        return Npy.readInt(path(name + ".npy")).values();
    }

    static Objective targets(String folder, Score score) {
        return Objective.classes(score, integers(folder + "/target"), 5);
    }

    /** Asserts equal shapes and values that differ by at most a fraction of the largest expected one. */
    static void assertClose(Tensor actual, Tensor expected, double relative) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
            difference = Math.max(difference, Math.abs(actual.at(i) - expected.at(i)));
        }
        assertThat(difference)
                .as("largest difference where the largest value is %s", largest)
                .isLessThanOrEqualTo(relative * largest);
    }

    /** Mean over all but the first two axes, {@code [N, C]}. */
    static Tensor spatialMean(Tensor maps) {
        int rows = maps.shape().dim(0) * maps.shape().dim(1);
        int positions = maps.size() / rows;
        Tensor means = Tensor.zeros(
                xai4j.tensor.Shape.of(maps.shape().dim(0), maps.shape().dim(1)));
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = 0; i < positions; i++) {
                sum += maps.at(row * positions + i);
            }
            means.set(row, (float) (sum / positions));
        }
        return means;
    }
}
