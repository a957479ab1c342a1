package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.model.BackwardRule;
import xai4j.model.LrpComposite;
import xai4j.model.ModelException;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.TestModels;
import xai4j.onnx.graph.ValueInfo;

/** What cannot be differentiated is refused by name, and only when it lies on the way. */
class ObstacleTest {
    private static OnnxGraph graph(Node... between) {
        OnnxGraph graph = OnnxGraph.empty("net", 17);
        graph.inputs()
                .put(
                        "image",
                        ValueInfo.of(
                                "image",
                                ElementType.FLOAT,
                                List.of(
                                        ValueInfo.Dim.symbolic("N"),
                                        ValueInfo.Dim.of(3),
                                        ValueInfo.Dim.of(4),
                                        ValueInfo.Dim.of(4))));
        graph.nodes().addAll(List.of(between));
        graph.nodes().add(Node.of("Relu", List.of("b"), List.of("map")));
        graph.nodes().add(Node.of("GlobalAveragePool", List.of("map"), List.of("pooled")));
        graph.nodes().add(Node.of("Flatten", List.of("pooled"), List.of("scores")));
        graph.expose("scores");
        return graph;
    }

    private static Node node(String operator, String... values) {
        return Node.of(operator, List.of(values).subList(0, values.length - 1), List.of(values[values.length - 1]));
    }

    private static String obstacle(OnnxGraph graph, String wanted) {
        return GradientGraph.obstacle(GradientRequest.ofLogits(GraphAnatomy.of(graph), Set.of(wanted)))
                .orElse("");
    }

    @Test
    void anOperatorWithoutARuleIsNamed() {
        OnnxGraph graph = graph(node("Hardmax", "image", "a"), node("Identity", "a", "b"));

        assertThat(obstacle(graph, "image"))
                .isEqualTo("the operator Hardmax (a) cannot be differentiated: it has no rule");
        assertThat(obstacle(graph, "map")).isEmpty();
        assertThatThrownBy(() -> GradientGraph.build(GradientRequest.ofLogits(GraphAnatomy.of(graph), Set.of("image"))))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("Hardmax (a)");
    }

    @Test
    void quantizedModelsAreRefusedOnlyWhereTheyAreQuantized() {
        OnnxGraph graph = graph(
                node("QuantizeLinear", "image", "scale", "zero", "q"),
                node("DequantizeLinear", "q", "scale", "zero", "b"));
        graph.add(ConstantTensor.ofFloats("scale", new long[0], 0.1f));
        graph.nodes()
                .add(
                        0,
                        Node.of(
                                "Cast",
                                List.of("half"),
                                List.of("zero"),
                                Attribute.of("to", ElementType.UINT8.number())));
        graph.add(ConstantTensor.ofFloats("half", new long[0], 128));

        assertThat(obstacle(graph, "image"))
                .isEqualTo("the operator QuantizeLinear (q) cannot be differentiated: the model is quantized");
        assertThat(obstacle(graph, "map")).isEmpty();
    }

    @Test
    void branchesAreRefused() throws Exception {
        OnnxMl.GraphProto branch = OnnxMl.GraphProto.newBuilder()
                .setName("branch")
                .addNode(OnnxMl.NodeProto.newBuilder()
                        .setOpType("Relu")
                        .addInput("image")
                        .addOutput("inner"))
                .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("inner"))
                .build();
        OnnxMl.NodeProto condition = OnnxMl.NodeProto.newBuilder()
                .setOpType("If")
                .setName("choice")
                .addInput("flag")
                .addOutput("b")
                .addAttribute(OnnxMl.AttributeProto.newBuilder()
                        .setName("then_branch")
                        .setType(OnnxMl.AttributeProto.AttributeType.GRAPH)
                        .setG(branch))
                .build();
        OnnxGraph plain = graph(node("Identity", "image", "b"));
        OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.parseFrom(plain.toBytes()).toBuilder();
        model.getGraphBuilder().setNode(0, condition);
        model.getGraphBuilder()
                .addInitializer(OnnxMl.TensorProto.newBuilder()
                        .setName("flag")
                        .setDataType(9)
                        .setRawData(com.google.protobuf.ByteString.copyFrom(new byte[] {1})));
        model.getGraphBuilder()
                .addValueInfo(OnnxMl.ValueInfoProto.newBuilder()
                        .setName("b")
                        .setType(
                                plain.inputs().get("image") == null
                                        ? OnnxMl.TypeProto.getDefaultInstance()
                                        : model.getGraph().getInput(0).getType()));
        OnnxGraph graph = OnnxGraph.parse(ByteBuffer.wrap(model.build().toByteArray()), "net");

        assertThat(graph.nodes().get(0).captured()).contains("image");
        assertThat(obstacle(graph, "image"))
                .isEqualTo("the operator If (choice) cannot be differentiated: it has no rule");
    }

    @Test
    void weightsThatDependOnTheImageAreRefused() {
        OnnxGraph graph = graph(
                node("ReduceMean", "image", "kernel"),
                node("Conv", "image", "kernel", "c"),
                node("Concat", "c", "c", "b"));
        graph.nodes().set(0, graph.nodes().get(0).with(Attribute.ints("axes", 0L)));
        graph.nodes().set(2, graph.nodes().get(2).with(Attribute.of("axis", 1L)));

        assertThat(obstacle(graph, "image"))
                .isEqualTo("the operator Conv (c) cannot be differentiated: its weights are computed from the image");
    }

    @Test
    void rulesOfLrpAndDeepLiftSayWhatTheyLack() {
        GraphAnatomy vit = GraphAnatomy.of(OnnxGraph.read(TestModels.golden("models/tiny_vit.onnx")));
        GradientRequest lrp =
                GradientRequest.ofLogits(vit, Set.of("input")).under(new BackwardRule.Lrp(LrpComposite.epsilonPlus()));

        assertThat(GradientGraph.obstacle(lrp).orElse(""))
                .contains("cannot be differentiated")
                .contains("LRP");
        assertThat(GradientGraph.obstacle(GradientRequest.ofLogits(vit, Set.of("input"))))
                .isEmpty();
    }

    @Test
    void unknownValuesAreTheCallersMistake() {
        GraphAnatomy net = GraphAnatomy.of(graph(node("Identity", "image", "b")));

        assertThatThrownBy(() -> GradientGraph.build(GradientRequest.ofLogits(net, Set.of("nothing"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("net has no value named nothing");
    }

    @Test
    void aValueThatTheScoresDoNotDependOnHasNoGradient() {
        OnnxGraph graph = graph(node("Identity", "image", "b"), node("Exp", "image", "aside"));
        graph.expose("aside");
        GradientGraph gradients =
                GradientGraph.build(GradientRequest.ofLogits(GraphAnatomy.of(graph), Set.of("aside", "image")));
        assertThat(gradients
                        .graph()
                        .producer(gradients.gradient("aside"))
                        .orElseThrow()
                        .operator())
                .isEqualTo("ConstantOfShape");
    }
}
