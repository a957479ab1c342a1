package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.PassedModel;
import xai4j.model.Score;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.grad.GradientRequest;
import xai4j.onnx.grad.Seed;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** What comes from one cell is gone back through around it, wherever the cell lies, and the gradient stays what it is. */
class HeadWindowTest {
    private static final BackwardRule RULE = BackwardRule.GRADIENT;
    private static final int CHANNELS = 3;

    @TempDir
    private Path temp;

    /**
     * Heads of 3×3 with a rectifier between, and classes by a softmax over channels for which the axes are exchanged as exporters do it, which leaves rows where
     * columns were.
     */
    private OnnxModel heads(int height, int width) throws IOException {
        Path file = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, 1, 1, height, width)
                .weights("trunk", new long[] {4, 1, 3, 3}, SmallModel.uniform(36, 1))
                .weights("seen", new long[] {4, 4, 3, 3}, SmallModel.uniform(144, 2))
                .weights("shift", new long[] {4}, SmallModel.uniform(4, 3))
                .weights("object", new long[] {1, 4, 1, 1}, SmallModel.uniform(4, 4))
                .weights("class", new long[] {2, 4, 1, 1}, SmallModel.uniform(8, 5))
                .node("Conv", "image,trunk", "first", SmallModel.numbers("pads", 1, 1, 1, 1))
                .node("Relu", "first", "map")
                .node("Conv", "map,seen,shift", "deep", SmallModel.numbers("pads", 1, 1, 1, 1))
                .node("Relu", "deep", "open")
                .node("Conv", "open,object", "said")
                .node("Sigmoid", "said", "objectness")
                .node("Conv", "open,class", "raw")
                .node("Transpose", "raw", "turned", SmallModel.numbers("perm", 0, 3, 2, 1))
                .node("Softmax", "turned", "shares", SmallModel.number("axis", 3))
                .node("Transpose", "shares", "classes", SmallModel.numbers("perm", 0, 3, 2, 1))
                .node("Concat", "objectness,classes", "out", SmallModel.number("axis", 1))
                .integers("row", 1, CHANNELS * height * width)
                .node("Reshape", "out,row", "scores")
                .output("scores")
                .write(temp.resolve("heads.onnx"));
        return OnnxModel.open(file, LoadOptions.defaults());
    }

    private static Tensor image(int height, int width) {
        return Tensor.of(Shape.of(1, 1, height, width), SmallModel.uniform(height * width, 9));
    }

    @ParameterizedTest
    @CsvSource({"8, 8", "9, 7", "16, 5"})
    void theGradientOfEveryCellIsThatOfTheWholeGraph(int height, int width) throws IOException {
        try (OnnxModel model = heads(height, width)) {
            Tensor image = image(height, width);
            Layer map = model.layer("map");
            assertThat(narrow(model, image)).isPresent();
            try (PassedModel passed =
                    PassedModel.of(model, image, Score.LOGIT, Set.of(map), RULE).orElseThrow()) {
                int scores = CHANNELS * height * width;
                int told = 0;
                for (int score = 0; score < scores; score++) {
                    told += assertSame(model, passed, image, score) > 1e-4 ? 1 : 0;
                }
                // where all rectifiers are shut there is no gradient
                assertThat(told).isGreaterThan(scores * 3 / 4);
            }
        }
    }

    /** Checks, and gives the sum of magnitudes. */
    private static double assertSame(OnnxModel model, PassedModel passed, Tensor image, int... scores) {
        Layer map = model.layer("map");
        Tensor weights = Tensor.zeros(Shape.of(1, CHANNELS * image.size()));
        for (int score : scores) {
            weights.set(score, 2);
        }
        Objective objective = new Objective.OfScores(Score.LOGIT, weights);
        Tensor wanted =
                model.gradients(image, objective, Set.of(map), RULE).gradients().get(map);
        Tensor found = passed.gradients(image, objective, Set.of(map), RULE)
                .gradients()
                .get(map);
        double sum = 0;
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(found.at(i)).isCloseTo(wanted.at(i), within(1e-6f));
            sum += Math.abs(wanted.at(i));
        }
        return sum;
    }

    @Test
    void whatComesFromSeveralCellsIsGoneBackThroughWhole() throws IOException {
        try (OnnxModel model = heads(8, 8)) {
            Tensor image = image(8, 8);
            try (PassedModel passed = PassedModel.of(model, image, Score.LOGIT, Set.of(model.layer("map")), RULE)
                    .orElseThrow()) {
                assertThat(assertSame(model, passed, image, 9, 9 + 64)).isGreaterThan(1e-4);
                assertThat(assertSame(model, passed, image, 9, 10)).isGreaterThan(1e-4);
                assertThat(assertSame(model, passed, image, 0, 63, 130)).isGreaterThan(1e-4);
            }
        }
    }

    @Test
    void nothingButTheMapIsKeptOfTheWayThere() throws IOException {
        try (OnnxModel model = heads(8, 8)) {
            GradientGraph graph = graph(model, image(8, 8));
            assertThat(CutGradient.of(graph, Set.of("map")).orElseThrow().carried())
                    .containsExactly("map");
        }
    }

    @Test
    void aWindowThatIsNotMuchSmallerThanTheMapIsNotCut() throws IOException {
        try (OnnxModel model = heads(4, 4)) {
            assertThat(narrow(model, image(4, 4))).isEmpty();
        }
    }

    private static Optional<OnnxGraph> narrow(OnnxModel model, Tensor image) {
        GradientGraph graph = graph(model, image);
        return CutGradient.of(graph, Set.of("map")).orElseThrow().narrow(() -> graph, Set.of());
    }

    private static GradientGraph graph(OnnxModel model, Tensor image) {
        GraphAnatomy anatomy = model.anatomy(image.shape());
        return new GradientPlan(
                        new GradientRequest(anatomy, Seed.scores(anatomy.logits()), Set.of("map"), Set.of(), RULE))
                .graph();
    }
}
