package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.SaliencyMap;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** An operator that has no gradient here is named, and maps of what lies behind it work; one that has a gradient has the right one. */
class UnruledOperatorsTest {
    private static final int SIDE = 6;

    @TempDir
    private Path temp;

    /** Image → the operator → a 1 × 1 convolution → ReLU → mean → two scores. */
    private DifferentiableModel open(String operator) throws IOException {
        SmallModel model = SmallModel.opset(20).input("image", SmallModel.FLOAT, 1, 2, SIDE, SIDE);
        switch (operator) {
            case "scatter-mul" ->
                model.integers("indices", 1)
                        .integers("four", 1, 1, 1, 1)
                        .node("Reshape", "indices,four", "at")
                        .weights("twice", new long[] {1, 1, 1, 1}, 2)
                        .node(
                                "ScatterElements",
                                "image,at,twice",
                                "odd",
                                SmallModel.number("axis", 2),
                                SmallModel.text("reduction", "mul"));
            case "grid-cubic" ->
                model.weights("grid", new long[] {1, SIDE, SIDE, 2}, grid(2))
                        .node("GridSample", "image,grid", "odd", SmallModel.text("mode", "cubic"));
            case "grid-volume" ->
                model.integers("five", 1, 2, 1, SIDE, SIDE)
                        .integers("back", 1, 2, SIDE, SIDE)
                        .weights("grid", new long[] {1, 1, SIDE, SIDE, 3}, grid(3))
                        .node("Reshape", "image,five", "deep")
                        .node("GridSample", "deep,grid", "sampled", SmallModel.text("mode", "linear"))
                        .node("Reshape", "sampled,back", "odd");
            case "einsum" ->
                model.weights("mix", new long[] {2, 2}, 1, 0.5f, -0.25f, 1)
                        .node("Einsum", "image,mix", "odd", SmallModel.text("equation", "nchw,kc->nkhw"));
            case "einsum-ellipsis" ->
                model.weights("mix", new long[] {SIDE, SIDE}, mixing())
                        .node("Einsum", "image,mix", "odd", SmallModel.text("equation", "...w,vw->...v"));
            case "deform" ->
                model.weights("kernel", new long[] {2, 2, 1, 1}, 1, 0.5f, -0.5f, 1)
                        .weights("offset", new long[] {1, 2, SIDE, SIDE}, new float[2 * SIDE * SIDE])
                        .node("DeformConv", "image,kernel,offset", "odd");
            default -> throw new IllegalArgumentException(operator);
        }
        Path file = model.weights("w", new long[] {2, 2, 1, 1}, 1, -1, 0.5f, 2)
                .weights("v", new long[] {2, 2}, 1, 0, -0.5f, 1)
                .integers("row", 1, 2)
                .node("Conv", "odd,w", "map")
                .node("Relu", "map", "positive")
                .node("GlobalAveragePool", "positive", "pooled")
                .node("Reshape", "pooled,row", "vector")
                .node("MatMul", "vector,v", "scores")
                .output("scores")
                .write(temp.resolve(operator + ".onnx"));
        return Models.load(
                file, DifferentiableModel.class, LoadOptions.defaults().withPreprocessing(Preprocessing.unit()));
    }

    private static float[] grid(int axes) {
        float[] grid = new float[SIDE * SIDE * axes];
        for (int i = 0; i < SIDE * SIDE; i++) {
            grid[i * axes] = (i % SIDE * 2 - SIDE + 1.3f) / SIDE;
            grid[i * axes + 1] = (i / SIDE * 2 - SIDE + 0.8f) / SIDE;
        }
        return grid;
    }

    private static float[] mixing() {
        float[] mixing = new float[SIDE * SIDE];
        for (int i = 0; i < mixing.length; i++) {
            mixing[i] = i % 5 / 5f - 0.3f;
        }
        return mixing;
    }

    @ParameterizedTest
    @ValueSource(strings = {"scatter-mul", "grid-cubic", "grid-volume", "einsum", "einsum-ellipsis", "deform"})
    void aGradientIsThatOfDifferencesOrTheOperatorIsNamed(String operator) throws IOException {
        try (DifferentiableModel model = open(operator)) {
            Tensor picture = Tensor.zeros(Shape.of(2, SIDE, SIDE));
            for (int i = 0; i < picture.size(); i++) {
                picture.set(i, 0.3f + (i * 13 % 17) / 30f);
            }
            PreparedImage image = PreparedImage.ofTensor(picture, model.spec().input(), Preprocessing.unit());
            SaliencyMap cam =
                    Explainers.hiResCam(model).set("layer", "positive").explain(image);
            assertThat(cam.values().size()).isEqualTo(SIDE * SIDE);
            Optional<String> obstacle = model.obstacle(Layer.INPUT, BackwardRule.GRADIENT);
            if (obstacle.isPresent()) {
                String name = operator.startsWith("scatter")
                        ? "ScatterElements"
                        : operator.startsWith("grid")
                                ? "GridSample"
                                : operator.equals("deform") ? "DeformConv" : "Einsum";
                assertThat(obstacle.get()).contains(name);
                return;
            }
            SaliencyMap map = Explainers.inputXGradient(model).explain(image);
            int target = map.targets().get(0).index();
            for (int i = 0; i < picture.size(); i += 5) {
                double slope =
                        (score(model, picture, i, 1e-2f, target) - score(model, picture, i, -1e-2f, target)) / 2e-2;
                assertThat(map.values().at(i) / picture.at(i)).isCloseTo((float) slope, within(2e-3f));
            }
        }
    }

    private static double score(DifferentiableModel model, Tensor picture, int at, float step, int target) {
        Tensor moved = Tensor.zeros(picture.shape().prepend(1));
        moved.buffer().put(picture.buffer());
        moved.set(at, picture.at(at) + step);
        return model.predict(moved).get(0, target);
    }
}
