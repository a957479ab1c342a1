package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static xai4j.onnx.SmallModel.FLOAT;
import static xai4j.onnx.SmallModel.numbers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.io.Npy;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.grad.GradientRequest;
import xai4j.onnx.grad.Seed;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A graph that is told a class gives the gradient that the graph of any weights gives: twice the weight goes the long way, and twice a number is exact in
 * every step of it.
 */
class OneClassSeedTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");
    private static final int CLASSES = 23;

    @ParameterizedTest
    @ValueSource(strings = {"cnn_gap", "cnn_fc", "cnn_res_relu", "tiny_vit"})
    void theGradientOfAClassIsThatOfItsWeights(String name) {
        Tensor inputs = Npy.readFloat(GOLDENS.resolve(name + "/input.npy")).slice(0, 2);
        try (OnnxModel model = OnnxModel.open(GOLDENS.resolve("models/" + name + ".onnx"), LoadOptions.defaults())) {
            assertClassIsHalfOfTwice(model, inputs, 1, 2);
        }
    }

    /** The map holds the classes themselves, with a bias, a ReLU, or 3×3 kernels before the mean. */
    @ParameterizedTest
    @CsvSource({"1, Relu", "1, Identity", "1, Sigmoid", "1, Clip", "3, Relu"})
    void theGradientOfAClassThroughItsOwnMapIsThatOfItsWeights(int side, String activation, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("map.onnx");
        classMaps(side, activation).write(file);
        Tensor images = Tensor.zeros(Shape.of(2, 3, 24, 20));
        Random random = new Random(4);
        for (int i = 0; i < images.size(); i++) {
            images.set(i, (float) random.nextGaussian());
        }
        try (OnnxModel model = OnnxModel.open(file, LoadOptions.defaults())) {
            assertClassIsHalfOfTwice(model, images, 0, CLASSES - 1);
            assertClassIsHalfOfTwice(model, images, 7, 7);
        }
    }

    private static void assertClassIsHalfOfTwice(OnnxModel model, Tensor images, int... classes) {
        int all = model.predict(images).shape().dim(1);
        Tensor one = ((Objective.OfScores) Objective.classes(Score.LOGIT, classes, all)).weights();
        Tensor two = Tensor.zeros(one.shape());
        for (int i = 0; i < two.size(); i++) {
            two.set(i, 2 * one.at(i));
        }
        float[] single = gradient(model, images, one);
        float[] twice = gradient(model, images, two);
        assertThat(single).hasSameSizeAs(twice);
        assertThat(IntStream.range(0, single.length).anyMatch(i -> single[i] != 0))
                .isTrue();
        for (int i = 0; i < single.length; i++) {
            assertThat(2 * single[i]).isEqualTo(twice[i]);
        }
    }

    private static float[] gradient(OnnxModel model, Tensor images, Tensor weights) {
        Objective objective = new Objective.OfScores(Score.LOGIT, weights);
        return model.gradients(images, objective, Set.of(Layer.INPUT), BackwardRule.GRADIENT)
                .gradients()
                .get(Layer.INPUT)
                .toArray();
    }

    @Test
    void noOtherChannelIsConvolved(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("map.onnx");
        classMaps(1, "Relu").write(file);
        GraphAnatomy anatomy = GraphAnatomy.of(OnnxGraph.read(file), Map.of("x", Shape.of(1, 3, 24, 20)));
        GradientGraph gradient = GradientGraph.build(GradientRequest.ofLogits(anatomy, Set.of("x")))
                .forSingleImages();
        assertThat(convolutions(OneClassSeed.in(gradient, Seed.scores(anatomy.logits()), CLASSES)))
                .isEqualTo(convolutions(gradient.graph()) - 1);
    }

    private static long convolutions(OnnxGraph graph) {
        return graph.nodes().stream().filter(node -> node.is("Conv")).count();
    }

    @Test
    void whatIsNoClassIsNotTakenForOne() {
        Tensor weights = Tensor.zeros(Shape.of(2, 5));
        assertThat(OneClassSeed.classes(weights)).as("nothing").isEmpty();
        weights.set(3, 1);
        weights.set(5, 1);
        assertThat(OneClassSeed.classes(weights).orElseThrow().toArray()).containsExactly(3, 0);
        weights.set(6, -1);
        assertThat(OneClassSeed.classes(weights)).as("a difference").isEmpty();
        weights.set(6, 0);
        weights.set(5, 0.5f);
        assertThat(OneClassSeed.classes(weights)).as("a weight").isEmpty();
        weights.set(5, Float.NaN);
        assertThat(OneClassSeed.classes(weights)).as("no number").isEmpty();
    }

    private static SmallModel classMaps(int side, String activation) {
        long pad = side / 2;
        SmallModel model = SmallModel.opset(13)
                .input("x", FLOAT, "N", 3, 24, 20)
                .weights("w", new long[] {16, 3, 3, 3}, random(16 * 27))
                .weights("v", new long[] {CLASSES, 16, side, side}, random(CLASSES * 16 * side * side))
                .weights("b", new long[] {CLASSES}, random(CLASSES))
                .weights("low", new long[0], 0)
                .weights("high", new long[0], 0.7f)
                .node("Conv", "x,w", "a", numbers("strides", 2, 2))
                .node("Relu", "a", "r")
                .node("Conv", "r,v,b", "c", numbers("pads", pad, pad, pad, pad))
                .node(activation, activation.equals("Clip") ? "c,low,high" : "c", "d")
                .node("GlobalAveragePool", "d", "p")
                .node("Flatten", "p", "y");
        return model.output("y");
    }

    private static float[] random(int count) {
        Random random = new Random(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() / 4;
        }
        return values;
    }
}
