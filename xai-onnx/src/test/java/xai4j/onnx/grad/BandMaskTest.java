package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Where large maps pass a Clip from 0, number by number. */
class BandMaskTest {
    private static final int CHANNELS = 16;
    private static final int SIDE = 48;

    @ParameterizedTest
    @ValueSource(floats = {6, 20, 1.25f, 0.7f, 1, 4, 5.9999995f, 4.0000005f, 3e7f})
    void whatLiesBetweenTheBoundsPassesAndNothingElse(float high) {
        float[] x = new float[CHANNELS * SIDE * SIDE];
        Random random = new Random(7);
        float[] edges = {0, -0f, -1, 1e-30f, high, 2 * high, Math.nextUp(high), 1e30f, high / 2, 0.25f, -1e-30f};
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 3 == 0 ? edges[i / 3 % edges.length] : random.nextFloat() * 1.25f * high;
        }
        for (int i = 1; i < 3000; i += 3) {
            x[i] = Math.nextDown(high) - i / 3 * Math.ulp(high) / 2;
        }
        float[] expected = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            expected[i] = x[i] > 0 && x[i] < high ? 2 + i % 5 : 0;
        }
        assertThat(gradient(x, high)).isEqualTo(expected);
    }

    private static float[] gradient(float[] x, float high) {
        OnnxGraph graph = OnnxGraph.empty("clip", 17);
        List<ValueInfo.Dim> dims = List.of(
                ValueInfo.Dim.of(1), ValueInfo.Dim.of(CHANNELS), ValueInfo.Dim.of(SIDE), ValueInfo.Dim.of(SIDE));
        graph.inputs().put("image", ValueInfo.of("image", ElementType.FLOAT, dims));
        float[] ones = new float[CHANNELS];
        Arrays.fill(ones, 1);
        graph.add(ConstantTensor.ofFloats("ones", new long[] {CHANNELS, 1, 1, 1}, ones));
        graph.add(ConstantTensor.ofFloats("low", new long[0], 0));
        graph.add(ConstantTensor.ofFloats("high", new long[0], high));
        graph.nodes().add(Node.of("Conv", List.of("image", "ones"), List.of("map"), Attribute.of("group", CHANNELS)));
        graph.nodes().add(Node.of("Clip", List.of("map", "low", "high"), List.of("clipped")));
        graph.nodes().add(Node.of("Flatten", List.of("clipped"), List.of("scores")));
        graph.expose("scores");
        GradientGraph built = GradientGraph.build(GradientRequest.ofLogits(GraphAnatomy.of(graph), Set.of("image"))
                .from(Seed.layer("clipped")));
        Tensor dy = Tensor.zeros(Shape.of(1, CHANNELS, SIDE, SIDE));
        for (int i = 0; i < dy.size(); i++) {
            dy.set(i, 2 + i % 5);
        }
        return GradientRuns.run(built.graph(), Map.of("image", Tensor.of(dy.shape(), x), built.cotangent(), dy))
                .get(built.gradient("image"))
                .toArray();
    }
}
