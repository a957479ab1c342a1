package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.TestModels;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Where a derivative is not defined or infinite nothing passes: 0, never a value that is no number. */
class SingularPointsTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private static Node node(String operator, String inputs, Attribute... attributes) {
        return Node.of(operator, List.of(inputs.split(" ", -1)), List.of("y"), attributes);
    }

    private static float[] gradient(float[] image, Node... nodes) {
        OnnxGraph graph = OnnxGraph.empty("singular", 18);
        List<ValueInfo.Dim> dims =
                Stream.of(1, 1, 1, image.length).map(ValueInfo.Dim::of).toList();
        graph.inputs().put("x", ValueInfo.of("x", ElementType.FLOAT, dims));
        graph.add(ConstantTensor.ofFloats("half", new long[0], 0.5f));
        graph.add(ConstantTensor.ofFloats("minus", new long[0], -1));
        graph.add(ConstantTensor.ofFloats("zero", new long[0], 0));
        graph.add(ConstantTensor.ofFloats("lowest", new long[0], -INFINITY));
        graph.add(ConstantTensor.vector("last", 3));
        graph.add(ConstantTensor.vector("flat", 1, -1));
        List<Node> all = new ArrayList<>(List.of(nodes));
        all.add(Node.of("Reshape", List.of("y", "flat"), List.of("scores")));
        graph.nodes().addAll(all);
        graph.expose("scores");
        GradientGraph gradients = GradientGraph.build(
                GradientRequest.ofLogits(GraphAnatomy.of(graph), Set.of("x")).from(Seed.layer("scores")));
        Tensor x = Tensor.wrap(Shape.of(1, 1, 1, image.length), java.nio.FloatBuffer.wrap(image));
        Tensor scores = GradientRuns.run(graph, Map.of("x", x)).get("scores");
        Tensor ones = Tensor.zeros(scores.shape());
        for (int i = 0; i < ones.size(); i++) {
            ones.set(i, 1);
        }
        float[] gradient = GradientRuns.run(gradients.graph(), Map.of("x", x, gradients.cotangent(), ones))
                .get(gradients.gradient("x"))
                .toArray();
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += 0f; // so that −0 is 0
        }
        return gradient;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sqrt x",
                "Log x",
                "Reciprocal x",
                "Pow x half",
                "Pow x minus",
                "Pow x x",
                "Div x x",
                "ReduceL2 x last",
                "ReduceLogSum x last",
                "GlobalLpPool x",
                "Div half x",
                "Mod half x"
            })
    void nothingPassesAtZero(String node) {
        String operator = node.substring(0, node.indexOf(' '));
        Attribute[] attributes = operator.equals("Mod") ? new Attribute[] {Attribute.of("fmod", 1)} : new Attribute[0];

        assertThat(gradient(new float[4], node(operator, node.substring(operator.length() + 1), attributes)))
                .containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aVectorOfZerosHasNoDirection(int p) {
        assertThat(gradient(new float[4], node("LpNormalization", "x", Attribute.of("p", p))))
                .containsOnly(0);
        assertThat(gradient(
                        new float[4],
                        node(
                                "LpPool",
                                "x",
                                Attribute.of("p", p),
                                Attribute.ints("kernel_shape", 1, 2),
                                Attribute.ints("strides", 1, 2))))
                .containsOnly(0);
    }

    @Test
    void whatAWhereLeavesOutStaysOut() {
        Node isZero = Node.of("Equal", List.of("x", "zero"), List.of("isZero"));
        Node quotient = Node.of("Div", List.of("half", "x"), List.of("quotient"));

        assertThat(gradient(new float[] {0, 1, 2, 0}, isZero, quotient, node("Where", "isZero zero quotient")))
                .containsExactly(0, -0.5f, -0.125f, 0);
    }

    /** As Hugging Face exports masked attention: a row without any score is no number, and is replaced. */
    @Test
    void aSoftmaxOfEqualInfinitiesThatIsReplacedPassesNothing() {
        Node[] nodes = {
            Node.of("Greater", List.of("x", "zero"), List.of("seen")),
            Node.of("Where", List.of("seen", "x", "lowest"), List.of("masked")),
            Node.of("Softmax", List.of("masked"), List.of("p")),
            Node.of("IsNaN", List.of("p"), List.of("isLost")),
            node("Where", "isLost zero p")
        };

        assertThat(gradient(new float[] {-1, -2, -3, -4}, nodes)).containsOnly(0);
        assertThat(gradient(
                        new float[] {-1, -2},
                        nodes[0],
                        nodes[1],
                        Node.of("ReduceLogSumExp", List.of("masked", "last"), List.of("z")),
                        Node.of("Exp", List.of("z"), List.of("y"))))
                .containsOnly(0);
    }

    @Test
    void aProductMovesWithItsOnlyZero() {
        Node product = node("ReduceProd", "x last");

        assertThat(gradient(new float[] {2, 0, 3}, product)).containsExactly(0, 6, 0);
        assertThat(gradient(new float[] {0, 0, 3}, product)).containsExactly(0, 0, 0);
        assertThat(gradient(new float[] {2, 4, 3}, product)).containsExactly(12, 6, 8);
    }

    static Stream<String> normalised() {
        return Stream.of("zero_normalize", "zero_lpnorm");
    }

    /** What PyTorch exports of {@code F.normalize(relu(x))}, where a whole vector is zero. */
    @ParameterizedTest
    @MethodSource("normalised")
    void exportsOfNormalizeGiveNumbers(String name) {
        GraphAnatomy model = GraphAnatomy.of(OnnxGraph.read(TestModels.resource("operators/" + name + ".onnx")));
        GradientGraph graph = GradientGraph.build(GradientRequest.ofLogits(model, Set.of("x", "t")));
        Tensor image = Tensor.zeros(Shape.of(1, 3, 16, 16));
        Map<String, Tensor> results = GradientRuns.run(
                graph.graph(),
                Map.of("x", image, graph.cotangent(), GradientRuns.oneHot(new int[] {1}, model.classes())));

        assertThat(results.get(graph.gradient("x")).toArray()).containsOnly(0);
    }
}
