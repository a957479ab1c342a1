package xai4j.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.tensor.Shape;

/** Axes that are cut across and restored: group normalisation as exporters write it, and shuffled channels. */
class GroupedAxesTest {
    private static final int CHANNELS = 6;

    private final OnnxGraph graph = OnnxGraph.empty("net", 17);

    @Test
    void groupNormalisationLeavesAMapAndAHead() {
        begin();
        reshape("conv", "grouped", 0, 2, -1);
        floats("scale", 2);
        node("InstanceNormalization", "normal", "grouped", "scale", "scale");
        reshape("normal", "restored", -1, CHANNELS, 8, 8);
        floats("gamma", CHANNELS, 1, 1);
        node("Mul", "scaled", "restored", "gamma");
        node("Relu", "relu", "scaled");
        GraphAnatomy anatomy = end("relu");

        assertThat(anatomy.lastSpatialLayer().map(Layer::name)).contains("relu");
        assertThat(anatomy.head().map(LinearHead::features).map(Layer::name)).contains("relu");
        assertThat(layer(anatomy, "grouped").layout()).isEqualTo(FeatureLayout.OTHER);
        assertThat(layer(anatomy, "normal").layout()).isEqualTo(FeatureLayout.OTHER);
        assertThat(layer(anatomy, "restored").layout()).isEqualTo(FeatureLayout.CHANNELS_FIRST);
        assertThat(layer(anatomy, "restored").shape()).isEqualTo(Shape.of(Shape.DYNAMIC, CHANNELS, 8, 8));
    }

    @Test
    void shuffledChannelsAreChannels() {
        begin();
        reshape("conv", "split", -1, 2, CHANNELS / 2, 8, 8);
        graph.nodes()
                .add(Node.of("Transpose", List.of("split"), List.of("shuffled"), Attribute.ints("perm", new long[] {
                    0, 2, 1, 3, 4
                })));
        reshape("shuffled", "merged", -1, CHANNELS, 8, 8);
        GraphAnatomy anatomy = end("merged");

        assertThat(layer(anatomy, "merged").layout()).isEqualTo(FeatureLayout.CHANNELS_FIRST);
        assertThat(anatomy.head().map(LinearHead::features).map(Layer::name)).contains("merged");
    }

    private static Layer layer(GraphAnatomy anatomy, String name) {
        return anatomy.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void begin() {
        graph.inputs()
                .put(
                        "image",
                        ValueInfo.of(
                                "image",
                                ElementType.FLOAT,
                                List.of(
                                        ValueInfo.Dim.symbolic("N"),
                                        ValueInfo.Dim.of(3),
                                        ValueInfo.Dim.of(8),
                                        ValueInfo.Dim.of(8))));
        floats("kernel", CHANNELS, 3, 1, 1);
        node("Conv", "conv", "image", "kernel");
    }

    private GraphAnatomy end(String last) {
        graph.nodes()
                .add(Node.of(
                        "ReduceMean",
                        List.of(last),
                        List.of("pooled"),
                        Attribute.ints("axes", new long[] {2, 3}),
                        Attribute.of("keepdims", 0)));
        floats("weights", CHANNELS, 4);
        node("MatMul", "scores", "pooled", "weights");
        graph.expose("scores");
        return GraphAnatomy.of(graph);
    }

    private void node(String operator, String result, String... inputs) {
        graph.nodes().add(Node.of(operator, List.of(inputs), List.of(result)));
    }

    private void reshape(String value, String result, long... shape) {
        graph.add(ConstantTensor.vector(result + "_shape", shape));
        node("Reshape", result, value, result + "_shape");
    }

    private void floats(String name, long... dims) {
        float[] values = new float[(int) Dims.size(dims)];
        java.util.Arrays.fill(values, 0.5f);
        graph.add(ConstantTensor.ofFloats(name, dims, values));
    }
}
