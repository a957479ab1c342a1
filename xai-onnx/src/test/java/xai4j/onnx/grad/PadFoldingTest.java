package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Padding that a convolution does itself against padding before it. */
class PadFoldingTest {
    private static final Attribute STRIDES = Attribute.ints("strides", 2, 2);

    @Test
    void theGradientThroughPaddedConvolutionsIsRight() {
        OperatorCheck.batched(1, 18, check -> {
            String x = check.step(1).value(2, 6, 5);
            String padded = check.op("Pad", List.of(x, check.longs(0, 0, 0, 1, 0, 0, 1, 2)));
            String a = check.op("Conv", List.of(padded, check.weights(3, 2, 3, 3)), STRIDES);
            String b = check.op(
                    "Conv", List.of(padded, check.weights(3, 2, 4, 3)), Attribute.ints("pads", 1, 0, 0, 0), STRIDES);
            return check.op("Concat", List.of(a, b), Attribute.of("axis", 1));
        });
    }

    @Test
    void aPaddingOfZerosBecomesTheConvolutionsOwn() {
        OnnxGraph apart = graph(new long[] {0, 0, 0, 1, 0, 0, 1, 2}, 0, "constant");
        OnnxGraph folded = folded(apart, Set.of("map"));
        assertThat(folded.nodes()).noneMatch(node -> node.is("Pad"));
        Tensor image = Tensor.zeros(Shape.of(1, 2, 6, 5));
        for (int i = 0; i < image.size(); i++) {
            image.set(i, (float) Math.sin(i));
        }
        Tensor expected = GradientRuns.run(apart, Map.of("image", image)).get("map");
        Tensor actual = GradientRuns.run(folded, Map.of("image", image)).get("map");
        assertThat(GradientRuns.relativeError(actual, expected)).isLessThan(1e-6);
    }

    @Test
    void whatAConvolutionCannotDoStaysAPadding() {
        long[] border = {0, 0, 0, 1, 0, 0, 1, 2};
        assertThat(folded(graph(border, 0.5f, "constant"), Set.of("map")).nodes())
                .hasSize(2);
        assertThat(folded(graph(border, 0, "reflect"), Set.of("map")).nodes()).hasSize(2);
        assertThat(folded(graph(new long[] {0, 0, 0, 2, 0, 0, 1, -1}, 0, "constant"), Set.of("map"))
                        .nodes())
                .hasSize(2);
        assertThat(folded(graph(new long[] {0, 1, 0, 0, 0, 1, 0, 0}, 0, "constant"), Set.of("map"))
                        .nodes())
                .hasSize(2);
        assertThat(folded(graph(border, 0, "constant"), Set.of("map", "padded")).nodes())
                .hasSize(2);
    }

    private static OnnxGraph folded(OnnxGraph graph, Set<String> kept) {
        OnnxGraph folded = graph.copy();
        PadFolding.apply(folded, Shapes.of(folded), kept);
        return folded;
    }

    private static OnnxGraph graph(long[] pads, float value, String mode) {
        int channels = pads[1] > 0 ? 4 : 2;
        float[] weights = new float[3 * channels * 9];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) Math.cos(i);
        }
        OnnxGraph graph = OnnxGraph.empty("padded", 18);
        List<ValueInfo.Dim> dims =
                List.of(ValueInfo.Dim.of(1), ValueInfo.Dim.of(2), ValueInfo.Dim.of(6), ValueInfo.Dim.of(5));
        graph.inputs().put("image", ValueInfo.of("image", ElementType.FLOAT, dims));
        graph.add(ConstantTensor.ofFloats("weights", new long[] {3, channels, 3, 3}, weights));
        graph.add(ConstantTensor.ofFloats("value", new long[0], value));
        graph.add(ConstantTensor.vector("pads", pads));
        graph.nodes()
                .add(Node.of("Pad", List.of("image", "pads", "value"), List.of("padded"), Attribute.of("mode", mode)));
        graph.nodes().add(Node.of("Conv", List.of("padded", "weights"), List.of("map"), STRIDES));
        graph.expose("map");
        return graph;
    }
}
