package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Convolutions in parts against whole ones. */
class SplitConvolutionsTest {
    @Test
    void theGradientThroughAConcatOfConvolutionsIsRight() {
        Attribute axis = Attribute.of("axis", 1);
        OperatorCheck.batched(1, 18, check -> {
            String x = check.step(1).value(2, 3, 3);
            String a = check.op("Conv", List.of(x, check.weights(16, 2, 1, 1)));
            String b = check.op("Conv", List.of(x, check.weights(32, 2, 2, 2)), Attribute.ints("pads", 0, 0, 1, 1));
            return check.op("Conv", List.of(check.op("Concat", List.of(a, b), axis), check.weights(2, 48, 3, 3)));
        });
    }

    @Test
    void partsOfWholeBlocksAreComputedOneByOne() {
        OnnxGraph whole = graph(16, 32);
        OnnxGraph parts = whole.copy();
        SplitConvolutions.apply(parts);
        assertThat(parts.nodes()).noneMatch(node -> node.is("Split"));
        Random random = new Random(1);
        Tensor image = Tensor.zeros(Shape.of(1, 2, 4, 4));
        for (int i = 0; i < image.size(); i++) {
            image.set(i, (float) random.nextGaussian());
        }
        Map<String, Tensor> expected = GradientRuns.run(whole, Map.of("image", image));
        Map<String, Tensor> actual = GradientRuns.run(parts, Map.of("image", image));
        for (String part : List.of("a", "b")) {
            assertThat(GradientRuns.relativeError(actual.get(part), expected.get(part)))
                    .isLessThan(1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 24})
    void partsOfBlocksAreLeftToTheSplit(int channels) {
        OnnxGraph graph = graph(channels, 16);
        SplitConvolutions.apply(graph);
        assertThat(graph.nodes()).anyMatch(node -> node.is("Split"));
    }

    @Test
    void aConvolutionThatIsAnOutputStaysWhole() {
        OnnxGraph graph = graph(16, 16);
        graph.expose("map");
        SplitConvolutions.apply(graph);
        assertThat(graph.nodes()).anyMatch(node -> node.outputs().contains("map"));
    }

    private static OnnxGraph graph(int first, int second) {
        Random random = new Random(2);
        float[] weights = new float[(first + second) * 2];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        OnnxGraph graph = OnnxGraph.empty("parts", 18);
        List<ValueInfo.Dim> dims =
                List.of(ValueInfo.Dim.of(1), ValueInfo.Dim.of(2), ValueInfo.Dim.of(4), ValueInfo.Dim.of(4));
        graph.inputs().put("image", ValueInfo.of("image", ElementType.FLOAT, dims));
        graph.add(ConstantTensor.ofFloats("weights", new long[] {first + second, 2, 1, 1}, weights));
        graph.add(ConstantTensor.vector("sizes", first, second));
        graph.nodes().add(Node.of("Conv", List.of("image", "weights"), List.of("map")));
        graph.nodes().add(Node.of("Split", List.of("map", "sizes"), List.of("a", "b"), Attribute.of("axis", 1)));
        graph.expose("a");
        graph.expose("b");
        return graph;
    }
}
