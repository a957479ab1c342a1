package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.model.BackwardRule;
import xai4j.model.LrpComposite;
import xai4j.model.ModelException;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** DeepLIFT's multipliers of operators whose elements hang together: times the changes they add up to the change of the result. */
class ExactChangesTest {
    private static final BackwardRule DEEP_LIFT = new BackwardRule.DeepLift(Tensor.zeros(Shape.of(1, 1, 1, 1)));

    /** An image {@code [1, 2, 3, 4]}, an operator from x to y, and y as a row of scores. */
    private static OnnxGraph graph(Consumer<OnnxGraph> operator) {
        OnnxGraph graph = OnnxGraph.empty("changes", 18);
        List<ValueInfo.Dim> dims = new ArrayList<>();
        for (int extent : new int[] {1, 2, 3, 4}) {
            dims.add(ValueInfo.Dim.of(extent));
        }
        graph.inputs().put("x", ValueInfo.of("x", ElementType.FLOAT, dims));
        graph.add(ConstantTensor.vector("flat", 1, -1));
        operator.accept(graph);
        graph.nodes().add(Node.of("Reshape", List.of("y", "flat"), List.of("scores")));
        graph.expose("scores");
        return graph;
    }

    private static Consumer<OnnxGraph> node(String operator, String inputs, Attribute... attributes) {
        return graph -> graph.nodes().add(Node.of(operator, List.of(inputs.split(" ", -1)), List.of("y"), attributes));
    }

    private static Consumer<OnnxGraph> top(int count, int axis, Attribute... attributes) {
        Attribute[] all = Arrays.copyOf(attributes, attributes.length + 1);
        all[attributes.length] = Attribute.of("axis", axis);
        return graph -> {
            graph.add(ConstantTensor.vector("count", count));
            graph.nodes().add(Node.of("TopK", List.of("x", "count"), List.of("y", "indices"), all));
        };
    }

    private static GradientGraph gradients(OnnxGraph graph, BackwardRule rule) {
        return GradientGraph.build(GradientRequest.ofLogits(GraphAnatomy.of(graph), Set.of("x"))
                .from(Seed.layer("scores"))
                .under(rule));
    }

    private static Tensor tensor(float... values) {
        return Tensor.wrap(Shape.of(1, 2, 3, 4), FloatBuffer.wrap(values));
    }

    private static Tensor random(Random random, int levels) {
        float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = levels == 0 ? (float) random.nextGaussian() : random.nextInt(levels) - 1;
        }
        return tensor(values);
    }

    private static void assertComplete(Consumer<OnnxGraph> operator, Tensor x, Tensor x0, Random random) {
        OnnxGraph graph = graph(operator);
        GradientGraph gradients = gradients(graph, DEEP_LIFT);
        Tensor y = GradientRuns.run(graph, Map.of("x", x)).get("scores");
        Tensor y0 = GradientRuns.run(graph, Map.of("x", x0)).get("scores");
        Tensor cotangent = Tensor.zeros(y.shape());
        double change = 0;
        for (int i = 0; i < y.size(); i++) {
            cotangent.set(i, (float) random.nextGaussian());
            change += cotangent.at(i) * (y.at(i) - y0.at(i));
        }
        Tensor multipliers = GradientRuns.run(
                        gradients.graph(),
                        Map.of(
                                "x",
                                x,
                                gradients.cotangent(),
                                cotangent,
                                gradients.baseline().orElseThrow(),
                                x0))
                .get(gradients.gradient("x"));
        double sum = 0;
        for (int i = 0; i < x.size(); i++) {
            assertThat(multipliers.at(i)).isFinite();
            sum += multipliers.at(i) * (x.at(i) - x0.at(i));
        }
        assertThat(sum).isCloseTo(change, within(2e-5 * Math.max(1, Math.abs(change))));
    }

    private static void assertComplete(Consumer<OnnxGraph> operator) {
        Random random = new Random(5);
        Tensor zeros = tensor(new float[24]);
        for (int round = 0; round < 8; round++) {
            assertComplete(operator, random(random, 0), random(random, 0), random);
            assertComplete(operator, random(random, 3), random(random, 3), random);
            assertComplete(operator, random(random, 0), zeros, random);
            assertComplete(operator, zeros, random(random, 3), random);
        }
        assertComplete(operator, zeros, zeros, random);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "1, 3", "2, -1"})
    void normsAreComplete(int p, int axis) {
        assertComplete(node("LpNormalization", "x", Attribute.of("p", p), Attribute.of("axis", axis)));
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 1", "3, 3, 1", "2, 1, 1", "3, 2, 0"})
    void theLargestAreComplete(int count, int axis, int largest) {
        assertComplete(top(count, axis, Attribute.of("largest", largest)));
    }

    @Test
    void whatIsGatheredIsLinear() {
        assertComplete(graph -> {
            graph.add(ConstantTensor.ofLongs("at", new long[] {1, 2, 3, 2}, 3, 0, 1, 1, 2, 2, 0, 0, 3, 3, 1, 2));
            node("GatherElements", "x at", Attribute.of("axis", 3)).accept(graph);
        });
        assertComplete(graph -> {
            graph.add(ConstantTensor.ofLongs("at", new long[] {2, 2}, 0, 1, 0, 0));
            node("GatherND", "x at").accept(graph);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "add"})
    void whatIsScatteredIsLinear(String reduction) {
        Attribute how = Attribute.of("reduction", reduction);
        assertComplete(graph -> {
            graph.add(ConstantTensor.ofLongs("at", new long[] {1, 2, 3, 2}, 3, 0, 1, 0, 2, 1, 0, 3, 3, 2, 1, 2));
            graph.nodes()
                    .add(Node.of(
                            "Split",
                            List.of("x"),
                            List.of("u", "w"),
                            Attribute.of("axis", 3),
                            Attribute.of("num_outputs", 2)));
            node("ScatterElements", "x at u", Attribute.of("axis", 3), how).accept(graph);
        });
        assertComplete(graph -> {
            graph.add(ConstantTensor.ofLongs("at", new long[] {1, 2, 3, 2}, 3, 0, 1, 0, 2, 1, 0, 3, 3, 2, 1, 2));
            graph.add(ConstantTensor.ofLongs("where", new long[] {1, 3}, 0, 1, 2));
            graph.add(ConstantTensor.vector("first", 0));
            graph.nodes().add(Node.of("ReduceMax", List.of("x", "first"), List.of("all"), Attribute.of("keepdims", 0)));
            graph.add(ConstantTensor.vector("from", 0, 0, 0));
            graph.add(ConstantTensor.vector("to", 1, 1, 4));
            graph.nodes().add(Node.of("Slice", List.of("all", "from", "to"), List.of("part")));
            graph.add(ConstantTensor.vector("row", 1, 4));
            graph.nodes().add(Node.of("Reshape", List.of("part", "row"), List.of("u")));
            node("ScatterND", "x where u", how).accept(graph);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"nchw,nkhw->nckh", "nchw,ncwh->nhw", "nchw->nhc", "nchw,kw->nchk"})
    void productsOfEinsumAreComplete(String equation) {
        boolean two = equation.contains(",");
        assertComplete(graph -> {
            graph.add(ConstantTensor.ofFloats("mix", new long[] {2, 4}, 1, 2, -1, 0.5f, 0, 3, 1, -2));
            graph.nodes()
                    .add(Node.of("Transpose", List.of("x"), List.of("turned"), Attribute.ints("perm", 0, 1, 3, 2)));
            String other = equation.contains("kw->") ? " mix" : equation.contains("ncwh") ? " turned" : " x";
            node("Einsum", two ? "x" + other : "x", Attribute.of("equation", equation))
                    .accept(graph);
        });
    }

    private static float[] multipliers(Consumer<OnnxGraph> operator, Tensor x, Tensor x0, float... cotangent) {
        GradientGraph gradients = gradients(graph(operator), DEEP_LIFT);
        return GradientRuns.run(
                        gradients.graph(),
                        Map.of(
                                "x",
                                x,
                                gradients.cotangent(),
                                Tensor.wrap(Shape.of(1, cotangent.length), FloatBuffer.wrap(cotangent)),
                                gradients.baseline().orElseThrow(),
                                x0))
                .get(gradients.gradient("x"))
                .toArray();
    }

    /** Of x = (3, 1) against (1, 2) the largest grows by 1, between Σ_B Δx = −1 and Σ_A Δx = 2: θ = 2/3. */
    @Test
    void theLargestIsSharedBetweenThoseOfImageAndBaseline() {
        float[] x = new float[24];
        float[] x0 = new float[24];
        x[0] = 3;
        x[1] = 1;
        x0[0] = 1;
        x0[1] = 2;
        float[] cotangent = new float[6];
        cotangent[0] = 1;

        float[] found = multipliers(top(1, 3), tensor(x), tensor(x0), cotangent);

        assertThat(found[0]).isCloseTo(2 / 3f, within(1e-6f));
        assertThat(found[1]).isCloseTo(1 / 3f, within(1e-6f));
        assertThat(found[2]).isZero();
    }

    /** Of x = (3, 4) against zeros, for the first of both: half through x, 1/(2·5), half through the norm, ½ · 3 · (x/5)/25. */
    @Test
    void aNormIsSharedEvenlyBetweenElementAndLength() {
        float[] x = new float[24];
        x[0] = 3;
        x[1] = 4;
        float[] cotangent = new float[24];
        cotangent[0] = 1;

        float[] found = multipliers(
                node("LpNormalization", "x", Attribute.of("axis", 3)), tensor(x), tensor(new float[24]), cotangent);

        assertThat(found[0]).isCloseTo(0.1f + 0.5f * 3 * 3 / 125, within(1e-6f));
        assertThat(found[1]).isCloseTo(0.5f * 3 * 4 / 125, within(1e-6f));
    }

    /** The norm is held for a number: what an element becomes is its own, so relevance stays where it is. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void relevancePassesANormUnchanged(int p) {
        OnnxGraph graph = graph(node("LpNormalization", "x", Attribute.of("p", p), Attribute.of("axis", 1)));
        GradientGraph gradients = gradients(graph, new BackwardRule.Lrp(LrpComposite.epsilon(1e-6)));
        Random random = new Random(7);
        float[] relevance = new float[24];
        for (int i = 0; i < relevance.length; i++) {
            relevance[i] = (float) random.nextGaussian();
        }
        float[] found = GradientRuns.run(
                        gradients.graph(),
                        Map.of(
                                "x",
                                random(random, 0),
                                gradients.cotangent(),
                                Tensor.wrap(Shape.of(1, 24), FloatBuffer.wrap(relevance))))
                .get(gradients.gradient("x"))
                .toArray();

        assertThat(found).containsExactly(relevance);
    }

    @Test
    void positionsThatTheImageDecidesAndResultsWithoutOrderAreRefusedByName() {
        assertThatThrownBy(() -> gradients(
                        graph(graph -> {
                            graph.nodes().add(Node.of("ArgMax", List.of("x"), List.of("at"), Attribute.of("axis", 3)));
                            node("GatherElements", "x at", Attribute.of("axis", 3))
                                    .accept(graph);
                        }),
                        DEEP_LIFT))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("GatherElements")
                .hasMessageContaining("its positions depend on the image, so it has no DeepLIFT rule");
        assertThatThrownBy(() -> gradients(graph(top(2, 3, Attribute.of("sorted", 0))), DEEP_LIFT))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("TopK")
                .hasMessageContaining("its results have no order, so it has no DeepLIFT rule");
    }
}
