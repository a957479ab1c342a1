package xai4j.onnx.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.explain.Progress;
import xai4j.model.LoadOptions;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.onnx.train.prototype.PrototypeHeadExport;
import xai4j.onnx.train.prototype.PrototypePlan;
import xai4j.onnx.train.prototype.PrototypeTraining;
import xai4j.onnx.train.tune.TunableNetwork;

/**
 * What the format's checker asks of a graph: every value is written once, before it is read; nothing is without a name; every output is written; inputs
 * are no initialisers. (The official checker, onnx 1.23.1 with full_check, passes such files; it is Python's and not part of the build.)
 */
class ExportedStructureTest {
    private static final SmallBackbone.Squares PICTURES = new SmallBackbone.Squares(6, 1);

    @TempDir
    private Path folder = Path.of("");

    private static void assertSound(Path file) {
        OnnxGraph graph = OnnxGraph.read(file);
        Set<String> written = new HashSet<>(graph.initializers().keySet());
        for (ValueInfo input : graph.ports()) {
            assertThat(written.add(input.name())).as("input " + input.name()).isTrue();
        }
        for (Node node : graph.nodes()) {
            assertThat(node.operator()).isNotEmpty();
            assertThat(graph.opsets()).as(node.operator()).containsKey(node.domain());
            assertThat(written)
                    .as(node.operator())
                    .containsAll(node.inputs().stream()
                            .filter(value -> !value.isEmpty())
                            .toList());
            for (String output : node.outputs()) {
                assertThat(output.isEmpty() || written.add(output)).as(output).isTrue();
            }
        }
        assertThat(graph.outputs()).isNotEmpty();
        assertThat(written).containsAll(graph.outputs().keySet());
    }

    @Test
    void headsPrototypesAndTunedNetworksAreSoundGraphs() {
        for (Path file : new Path[] {SmallBackbone.convolutional(folder, 1), SmallBackbone.tokens(folder)}) {
            try (Backbone backbone = Backbone.open(file, LoadOptions.defaults())) {
                FrozenFeatures features =
                        FeatureExtraction.of(backbone, FeatureKind.MAPS).compute(PICTURES, Progress.SILENT);
                Path headed = folder.resolve("headed.onnx");
                HeadExport.write(backbone, LinearHeadFit.fit(features), features.labels(), headed);
                assertSound(headed);
                PrototypeHeadExport.write(
                        backbone,
                        PrototypeTraining.of(features, PrototypePlan.usual().withPerClass(2))
                                .run(),
                        PICTURES,
                        folder);
                assertSound(folder.resolve(PrototypeHeadExport.MODEL));
            }
        }
        try (Backbone backbone = Backbone.open(SmallBackbone.convolutional(folder, 2), LoadOptions.defaults())) {
            FrozenFeatures features =
                    FeatureExtraction.of(backbone, FeatureKind.POOLED).compute(PICTURES, Progress.SILENT);
            Path headed = folder.resolve("headed.onnx");
            HeadExport.write(backbone, LinearHeadFit.fit(features), features.labels(), headed);
            try (TunableNetwork network = TunableNetwork.open(headed, "relu1")) {
                Path tuned = folder.resolve("tuned.onnx");
                network.write(tuned);
                assertSound(tuned);
            }
        }
    }
}
