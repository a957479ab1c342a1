package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.model.BackwardRule;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The rules for ReLU6 as the papers' formulas give them, number by number. */
class RectifierRulesTest {
    private static final float[] X = {-1, 0.5f, 3, 5.5f, 7, -2, 6.5f, 2};
    private static final float[] R = {1, 2, -3, 4, 5, -6, -7, 8};

    @Test
    void guidedBackpropagationHoldsBackWhatReLU6Holds() {
        assertThat(passed(new BackwardRule.Guided(), 0, 6)).containsExactly(new float[] {0, 2, 0, 4, 0, 0, 0, 8}, ZERO);
    }

    @Test
    void deconvnetLooksAtTheSignalOnly() {
        assertThat(passed(new BackwardRule.Deconvnet(), 0, 6))
                .containsExactly(new float[] {1, 2, 0, 4, 5, 0, 0, 8}, ZERO);
    }

    @Test
    void aClipThatLetsNegativeNumbersThroughIsNoRectifier() {
        assertThat(passed(new BackwardRule.Guided(), -1.5f, 6))
                .containsExactly(new float[] {1, 2, -3, 4, 0, 0, 0, 8}, ZERO);
    }

    private static final org.assertj.core.data.Offset<Float> ZERO = within(0f);

    private static float[] passed(BackwardRule rule, float low, float high) {
        OnnxGraph graph = OnnxGraph.empty("clip", 17);
        ValueInfo.Dim one = ValueInfo.Dim.of(1);
        graph.inputs()
                .put(
                        "image",
                        ValueInfo.of("image", ElementType.FLOAT, List.of(one, one, one, ValueInfo.Dim.of(X.length))));
        graph.add(ConstantTensor.ofFloats("low", new long[0], low));
        graph.add(ConstantTensor.ofFloats("high", new long[0], high));
        graph.nodes().add(Node.of("Clip", List.of("image", "low", "high"), List.of("clipped")));
        graph.nodes().add(Node.of("Flatten", List.of("clipped"), List.of("scores")));
        graph.expose("scores");
        GradientGraph gradients = GradientGraph.build(GradientRequest.ofLogits(GraphAnatomy.of(graph), Set.of("image"))
                .from(Seed.layer("scores"))
                .under(rule));
        Map<String, Tensor> feeds = new HashMap<>();
        feeds.put("image", Tensor.of(Shape.of(1, 1, 1, X.length), X));
        feeds.put(gradients.cotangent(), Tensor.of(Shape.of(1, X.length), R));
        return GradientRuns.run(gradients.graph(), feeds)
                .get(gradients.gradient("image"))
                .toArray();
    }
}
