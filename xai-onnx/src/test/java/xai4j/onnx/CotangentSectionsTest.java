package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.model.BackwardRule;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.PassedModel;
import xai4j.model.Score;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.grad.GradientRequest;
import xai4j.onnx.grad.Seed;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Heads of which a score does not hang are not gone back through, and the gradients stay what they are. */
class CotangentSectionsTest {
    private static final int CELLS = 36;
    private static final int SCORES = 2 * (36 + 9);
    private static final BackwardRule RULE = BackwardRule.GRADIENT;

    @TempDir
    private Path temp;

    /** A trunk and three heads over it, the last of which adds what two branches find; their maps are joined. */
    private OnnxModel heads() throws IOException {
        Path file = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, 1, 1, 6, 6)
                .weights("trunk", new long[] {4, 1, 1, 1}, SmallModel.uniform(4, 1))
                .weights("one", new long[] {2, 4, 1, 1}, SmallModel.uniform(8, 2))
                .weights("two", new long[] {3, 4, 1, 1}, SmallModel.uniform(12, 3))
                .weights("three", new long[] {1, 3, 1, 1}, SmallModel.uniform(3, 4))
                .weights("four", new long[] {1, 4, 1, 1}, SmallModel.uniform(4, 5))
                .node("Conv", "image,trunk", "seen")
                .node("Relu", "seen", "map")
                .node("Conv", "map,one", "a")
                .node("Conv", "map,two", "b")
                .node("Relu", "b", "c")
                .node("Conv", "c,three", "d")
                .node("Conv", "map,four", "e")
                .node("Sigmoid", "e", "f")
                .node("Add", "d,f", "g")
                .node("Concat", "a,c,g", "out", SmallModel.number("axis", 1))
                .integers("row", 1, 6 * CELLS)
                .node("Reshape", "out,row", "scores")
                .output("scores")
                .write(temp.resolve("heads.onnx"));
        return OnnxModel.open(file, LoadOptions.defaults());
    }

    private static Tensor image() {
        return Tensor.of(Shape.of(1, 1, 6, 6), SmallModel.uniform(CELLS, 9));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 2", "4, 4", "5, 5", "0, 3", "1, 5", "3, 5"})
    void gradientsAreThoseOfTheWholeGraph(int channel, int other) throws IOException {
        try (OnnxModel model = heads()) {
            Layer map = model.layer("map");
            Tensor weights = Tensor.zeros(Shape.of(1, 6 * CELLS));
            weights.set(channel * CELLS + 7, 2);
            weights.set(other * CELLS + 20, -0.5f);
            Objective objective = new Objective.OfScores(Score.LOGIT, weights);
            Gradients whole = model.gradients(image(), objective, Set.of(map), RULE);
            try (PassedModel passed = PassedModel.of(model, image(), Score.LOGIT, Set.of(map), RULE)
                    .orElseThrow()) {
                Gradients back = passed.gradients(image(), objective, Set.of(map), RULE);
                Tensor found = back.gradients().get(map);
                Tensor wanted = whole.gradients().get(map);
                double sum = 0;
                for (int i = 0; i < wanted.size(); i++) {
                    assertThat(found.at(i)).isCloseTo(wanted.at(i), within(1e-6f));
                    sum += Math.abs(wanted.at(i));
                }
                assertThat(sum).isGreaterThan(0.01);
            }
        }
    }

    @Test
    void headsWhosePartIsZeroAreLeftOut() throws IOException {
        try (OnnxModel model = heads()) {
            GraphAnatomy anatomy = model.anatomy(image().shape());
            GradientGraph graph = new GradientPlan(
                            new GradientRequest(anatomy, Seed.scores(anatomy.logits()), Set.of("map"), Set.of(), RULE))
                    .graph();
            Set<String> gradients = Set.of(graph.gradient("map"));
            CutGradient cut = CutGradient.of(graph, Set.of("map")).orElseThrow();
            assertThat(cut.sections().parts()).hasSize(3);
            Tensor weights = Tensor.zeros(Shape.of(1, 6 * CELLS));
            weights.set(7, 1);
            OnnxGraph whole = cut.backward(graph, gradients, Set.of());
            OnnxGraph first = cut.backward(graph, gradients, cut.sections().zero(weights));
            assertThat(convolutionsBack(whole, graph.cotangent())).isEqualTo(4);
            assertThat(convolutionsBack(first, graph.cotangent())).isEqualTo(1);
            assertThat(first.inputs().keySet()).containsExactly(graph.cotangent());
        }
    }

    /** Two scales whose scores one softmax made, each after a convolution of its own. */
    private OnnxModel scales() throws IOException {
        Path file = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, 1, 1, 6, 6)
                .weights("trunk", new long[] {4, 1, 1, 1}, SmallModel.uniform(4, 1))
                .weights("fine", new long[] {2, 4, 1, 1}, SmallModel.uniform(8, 2))
                .weights("coarse", new long[] {2, 4, 2, 2}, SmallModel.uniform(32, 3))
                .node("Conv", "image,trunk", "seen")
                .node("Relu", "seen", "map")
                .node("Conv", "map,fine", "a")
                .weights("place", new long[] {4, 4, 1, 1}, SmallModel.uniform(16, 4))
                .node("Conv", "map,place", "places")
                .node("Conv", "map,coarse", "b", SmallModel.numbers("strides", 2, 2))
                .node("Transpose", "a", "c", SmallModel.numbers("perm", 0, 2, 3, 1))
                .node("Transpose", "b", "d", SmallModel.numbers("perm", 0, 2, 3, 1))
                .integers("pairs", 1, -1, 2)
                .node("Reshape", "c,pairs", "e")
                .node("Reshape", "d,pairs", "f")
                .node("Concat", "e,f", "logits", SmallModel.number("axis", 1))
                .node("Softmax", "logits", "shares", SmallModel.number("axis", 2))
                .node("Flatten", "shares", "first")
                .node("Flatten", "places", "second")
                .node("Concat", "first,second", "scores", SmallModel.number("axis", 1))
                .output("scores")
                .write(temp.resolve("scales.onnx"));
        return OnnxModel.open(file, LoadOptions.defaults());
    }

    @Test
    void scalesBehindOneSoftmaxAreToldByTheirRows() throws IOException {
        try (OnnxModel model = scales()) {
            Layer map = model.layer("map");
            try (PassedModel passed = PassedModel.of(model, image(), Score.OUTPUT, Set.of(map), RULE)
                    .orElseThrow()) {
                for (int score = 0; score < SCORES + 4 * CELLS; score += 7) {
                    Tensor weights = Tensor.zeros(Shape.of(1, SCORES + 4 * CELLS));
                    weights.set(score, 1.5f);
                    Objective objective = new Objective.OfScores(Score.OUTPUT, weights);
                    Tensor wanted = model.gradients(image(), objective, Set.of(map), RULE)
                            .gradients()
                            .get(map);
                    Tensor found = passed.gradients(image(), objective, Set.of(map), RULE)
                            .gradients()
                            .get(map);
                    for (int i = 0; i < wanted.size(); i++) {
                        assertThat(found.at(i)).isCloseTo(wanted.at(i), within(1e-6f));
                    }
                }
            }
            GraphAnatomy anatomy = model.anatomy(image().shape());
            GradientGraph graph = new GradientPlan(
                            new GradientRequest(anatomy, Seed.scores(anatomy.scores()), Set.of("map"), Set.of(), RULE))
                    .graph();
            CutGradient cut = CutGradient.of(graph, Set.of("map")).orElseThrow();
            Tensor weights = Tensor.zeros(Shape.of(1, SCORES + 4 * CELLS));
            weights.set(3, 1);
            Set<String> gradients = Set.of(graph.gradient("map"));
            OnnxGraph whole = cut.backward(graph, gradients, Set.of());
            assertThat(whole.nodes()).anyMatch(node -> node.is("Col2Im"));
            OnnxGraph fine = cut.backward(graph, gradients, cut.sections().zero(weights));
            assertThat(fine.nodes()).noneMatch(node -> node.is("Col2Im"));
        }
    }

    private static long convolutionsBack(OnnxGraph graph, String cotangent) {
        Set<String> back = new GraphLinks(graph).descendants(Set.of(cotangent));
        return graph.nodes().stream()
                .filter(node -> node.is("Conv") && back.contains(node.output(0)))
                .count();
    }
}
