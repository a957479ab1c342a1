package xai4j.djl.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.djl.export.OnnxExport;
import xai4j.djl.train.ResidualCnn;
import xai4j.model.LoadOptions;
import xai4j.onnx.OnnxModel;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeMaps;
import xai4j.prototype.PrototypeNetwork;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class ProtoPNetTest {
    private static final int SIDE = 32;
    private static final List<String> LABELS = List.of("wren", "tit", "jay");

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        xai4j.djl.train.Network.threads(1);
    }

    private static ProtoPNet network() {
        return ProtoPNet.initialised(
                "net", ResidualCnn.backbone(), SIDE, LABELS, PrototypeLayout.perClass(3, 2, 16), 5);
    }

    private static List<Prototype> described(ProtoPNet network) {
        return network.layout().classes().stream().map(Prototype::of).toList();
    }

    private static Tensor noise() {
        Random random = new Random(9);
        Tensor batch = Tensor.zeros(Shape.of(3, 3, SIDE, SIDE));
        for (int i = 0; i < batch.size(); i++) {
            batch.set(i, (float) random.nextGaussian());
        }
        return batch;
    }

    private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < expected.size(); i++) {
            assertThat((double) actual.at(i)).isCloseTo(expected.at(i), offset(tolerance));
        }
    }

    @Test
    void theExportedNetworkComputesTheSame() {
        try (ProtoPNet network = network()) {
            OnnxExport.write(
                    network.network().manager(),
                    network.plain(),
                    network.network().spec(),
                    folder.resolve("model.onnx"));
            PrototypeMaps expected = network.read(described(network)).compare(noise());
            try (OnnxModel onnx = OnnxModel.open(folder.resolve("model.onnx"), LoadOptions.defaults())) {
                PrototypeMaps actual = PrototypeNetwork.of(
                                onnx, network.metadata(PrototypeLayer.OUTPUT, described(network), folder))
                        .compare(noise());
                assertClose(actual.logits(), expected.logits(), 1e-5);
                assertClose(actual.similarities(), expected.similarities(), 1e-5);
            }
        }
    }

    @Test
    void pointsAddUpToTheLogits() {
        try (ProtoPNet network = network()) {
            PrototypeMaps maps = network.read(described(network)).compare(noise());
            Tensor largest = maps.largest();
            Tensor weights = network.lastLayer();
            for (int i = 0; i < maps.logits().size(); i++) {
                int n = i / LABELS.size();
                int k = i % LABELS.size();
                double sum = IntStream.range(0, network.layout().count())
                        .mapToDouble(p -> (double) largest.get(n, p) * weights.get(k, p))
                        .sum();
                assertThat((double) maps.logits().at(i)).isCloseTo(sum, offset(1e-5));
            }
        }
    }

    @Test
    void prototypesThatAreKeptKeepTheirNumbers() {
        try (ProtoPNet network = network()) {
            Tensor vectors = network.vectors();
            network.keep(new int[] {1, 2, 5});
            assertThat(network.layout().classes()).containsExactly(0, 1, 2);
            assertThat(network.vectors().row(1)).isEqualTo(vectors.row(2));
            assertThat(network.lastLayer().toArray())
                    .containsExactly(1, -0.5f, -0.5f, -0.5f, 1, -0.5f, -0.5f, -0.5f, 1);
        }
    }

    @Test
    void theSameSeedGivesTheSameNetwork() {
        try (ProtoPNet one = network();
                ProtoPNet other = network()) {
            assertThat(one.vectors()).isEqualTo(other.vectors());
        }
    }

    @Test
    void layoutsForOtherNumbersOfClassesAreRefused() {
        assertThatThrownBy(() -> ProtoPNet.initialised(
                        "net", ResidualCnn.backbone(), SIDE, LABELS, PrototypeLayout.perClass(4, 2, 16), 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("4", "3");
    }
}
