package xai4j.evaluate.concept;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.model.Activations;
import xai4j.model.FeatureLayout;
import xai4j.model.InterventionModel;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelSpec;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A network whose last map is the picture's own colours, 7×7 of them, and whose scores are linear in their means: class 0 likes red twice as much as blue,
 * class 1 green.
 */
final class ColourNetwork implements InterventionModel {
    static final int SIDE = 56;
    private static final int CELLS = 7;
    private static final int CELL = SIDE / CELLS;
    private static final float[] WEIGHTS = {2, 0, 1, 0, 1, 0};

    private final boolean headed;
    private final float offset;
    private final FeatureLayout layout;

    /**
     * A network.
     *
     * @param headed whether it says that its end is linear
     * @param offset what is added to the map
     */
    ColourNetwork(boolean headed, float offset, FeatureLayout layout) {
        this.headed = headed;
        this.offset = offset;
        this.layout = layout;
    }

    ColourNetwork(boolean headed) {
        this(headed, 0, FeatureLayout.CHANNELS_FIRST);
    }

    @Override
    public ModelSpec spec() {
        return ModelSpec.of("colours", ImageInput.nchw(3, SIDE, SIDE))
                .withPreprocessing(Preprocessing.named("unit"))
                .withScores(ScoreKind.LOGITS);
    }

    @Override
    public Tensor predict(Tensor batch) {
        return scores(map(batch));
    }

    private Tensor map(Tensor batch) {
        int images = batch.shape().dim(0);
        Tensor map = Tensor.zeros(Shape.of(images, 3, CELLS, CELLS));
        for (int i = 0; i < batch.size(); i++) {
            int y = i / SIDE % SIDE;
            int at = i / (SIDE * SIDE) * CELLS * CELLS + y / CELL * CELLS + i % SIDE / CELL;
            map.set(at, map.at(at) + batch.at(i) / (CELL * CELL));
        }
        for (int i = 0; i < map.size(); i++) {
            map.set(i, map.at(i) + offset);
        }
        return map;
    }

    private static Tensor scores(Tensor map) {
        int area = CELLS * CELLS;
        Tensor scores = Tensor.zeros(Shape.of(map.shape().dim(0), 2));
        for (int i = 0; i < map.size(); i++) {
            int image = i / (3 * area);
            for (int k = 0; k < 2; k++) {
                int at = 2 * image + k;
                scores.set(at, scores.at(at) + WEIGHTS[3 * k + i / area % 3] * map.at(i) / area);
            }
        }
        return scores;
    }

    @Override
    public List<Layer> layers() {
        return List.of(new Layer("map", "Relu", Shape.of(Shape.DYNAMIC, 3, CELLS, CELLS), layout));
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> layers) {
        Tensor map = map(batch);
        return new Activations(scores(map), Map.of(layers().get(0), map));
    }

    @Override
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        return scores(values);
    }

    @Override
    public Optional<LinearHead> head() {
        return headed
                ? Optional.of(new LinearHead(
                        layers().get(0),
                        LinearHead.Pooling.AVERAGE,
                        Tensor.of(Shape.of(2, 3), WEIGHTS),
                        Tensor.zeros(Shape.of(2))))
                : Optional.empty();
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return Optional.of(layers().get(0));
    }

    @Override
    public void close() {}
}
