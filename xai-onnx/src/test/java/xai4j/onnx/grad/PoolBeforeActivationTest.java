package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.model.BackwardRule;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Activations behind max pooling against activations before it, over maps with many equal elements. */
class PoolBeforeActivationTest {
    private static final int CHANNELS = 16;
    private static final int SIDE = 11;

    @ParameterizedTest
    @CsvSource({"Relu,true", "Relu,false", "Clip,true", "Clip,false", "LeakyRelu,false", "LeakyRelu,true"})
    void scoresAndGradientsAreTheSame(String activation, boolean joined) {
        OnnxGraph graph = graph(activation, joined);
        GradientGraph moved = built(graph, new BackwardRule.Gradient(), Set.of("image"));
        GradientGraph unmoved = built(graph, new BackwardRule.Gradient(), Set.of("image", "a"));
        assertThat(moved.graph().nodes()).anyMatch(node -> node.output(0).equals("pooled/pooled"));
        assertThat(unmoved.graph().nodes()).noneMatch(node -> node.output(0).equals("pooled/pooled"));
        Map<String, Tensor> a = run(moved);
        Map<String, Tensor> b = run(unmoved);
        assertThat(a.get("pooled").toArray()).isEqualTo(b.get("pooled").toArray());
        assertThat(a.get(moved.gradient("image")).toArray())
                .isEqualTo(b.get(unmoved.gradient("image")).toArray());
    }

    @Test
    void mapsThatAreJoinedAreSplitBeforeTheyAreTurned() {
        OnnxGraph graph = built(graph("Relu", true), new BackwardRule.Gradient(), Set.of("image"))
                .graph();
        Node split = graph.nodes().stream()
                .filter(node -> node.is("Split"))
                .findFirst()
                .orElseThrow();
        assertThat(graph.nodes())
                .noneMatch(node -> node.is("Transpose") && node.output(0).equals(split.input(0)))
                .anyMatch(node -> node.is("Transpose") && split.outputs().contains(node.input(0)));
    }

    @Test
    void rulesThatLookAtSignsFindTheActivationWhereItIs() {
        for (BackwardRule rule : List.of(new BackwardRule.Guided(), new BackwardRule.Deconvnet())) {
            assertThat(built(graph("Relu", false), rule, Set.of("image"))
                            .graph()
                            .nodes())
                    .noneMatch(node -> node.output(0).equals("pooled/pooled"));
        }
    }

    @Test
    void differentActivationsStayWhereTheyAre() {
        OnnxGraph graph = graph("Relu", true);
        graph.nodes()
                .replaceAll(node -> node.output(0).equals("b") ? Node.of("Tanh", node.inputs(), node.outputs()) : node);
        assertThat(built(graph, new BackwardRule.Gradient(), Set.of("image"))
                        .graph()
                        .nodes())
                .noneMatch(node -> node.output(0).equals("pooled/pooled"));
    }

    private static GradientGraph built(OnnxGraph graph, BackwardRule rule, Set<String> wanted) {
        return GradientGraph.build(GradientRequest.ofLogits(GraphAnatomy.of(graph), new LinkedHashSet<>(wanted))
                .from(Seed.layer("pooled"))
                .under(rule));
    }

    private static Map<String, Tensor> run(GradientGraph graph) {
        Random random = new Random(3);
        Tensor image = Tensor.zeros(Shape.of(1, CHANNELS, SIDE, SIDE));
        for (int i = 0; i < image.size(); i++) {
            image.set(i, random.nextInt(5) - 2);
        }
        int channels = graph.graph().nodes().stream()
                        .anyMatch(node -> node.is("Concat") && node.output(0).equals("joined"))
                ? 2 * CHANNELS
                : CHANNELS;
        Tensor dy = Tensor.zeros(Shape.of(1, channels, 5, 5));
        for (int i = 0; i < dy.size(); i++) {
            dy.set(i, 1 + random.nextInt(9));
        }
        return GradientRuns.run(graph.graph(), Map.of("image", image, graph.cotangent(), dy));
    }

    /** One map or two joined ones: a convolution by 1 or −1, the activation, pooling over 3 × 3 at every second place. */
    private static OnnxGraph graph(String activation, boolean joined) {
        OnnxGraph graph = OnnxGraph.empty("pooling", 17);
        List<ValueInfo.Dim> dims = List.of(
                ValueInfo.Dim.of(1), ValueInfo.Dim.of(CHANNELS), ValueInfo.Dim.of(SIDE), ValueInfo.Dim.of(SIDE));
        graph.inputs().put("image", ValueInfo.of("image", ElementType.FLOAT, dims));
        graph.add(ConstantTensor.ofFloats("low", new long[0], 0));
        graph.add(ConstantTensor.ofFloats("high", new long[0], 2));
        addMap(graph, activation, "a", 1);
        if (joined) {
            addMap(graph, activation, "b", -1);
            graph.nodes().add(Node.of("Concat", List.of("a", "b"), List.of("joined"), Attribute.of("axis", 1)));
        }
        graph.nodes()
                .add(Node.of(
                        "MaxPool",
                        List.of(joined ? "joined" : "a"),
                        List.of("pooled"),
                        Attribute.ints("kernel_shape", 3, 3),
                        Attribute.ints("strides", 2, 2)));
        graph.nodes().add(Node.of("Flatten", List.of("pooled"), List.of("scores")));
        graph.expose("pooled");
        graph.expose("scores");
        return graph;
    }

    private static void addMap(OnnxGraph graph, String activation, String name, float weight) {
        float[] weights = new float[CHANNELS * CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            weights[i * CHANNELS + i] = weight;
        }
        graph.add(ConstantTensor.ofFloats(name + "/w", new long[] {CHANNELS, CHANNELS, 1, 1}, weights));
        graph.nodes().add(Node.of("Conv", List.of("image", name + "/w"), List.of(name + "/map")));
        List<String> inputs =
                activation.equals("Clip") ? List.of(name + "/map", "low", "high") : List.of(name + "/map");
        Attribute[] slope =
                activation.equals("LeakyRelu") ? new Attribute[] {Attribute.of("alpha", 0.25f)} : new Attribute[0];
        graph.nodes().add(Node.of(activation, inputs, List.of(name), slope));
    }
}
