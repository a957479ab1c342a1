package xai4j.evaluate.concept;

import java.util.LinkedHashMap;
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
 * A network of two maps: the picture's colours, 14×14 of them, and 7×7 cells of which the first channel takes red and blue for one thing ("painted") and the second is green. Its
 * one score is the mean of what is painted.
 */
final class WarmNetwork implements InterventionModel {
    static final int SIDE = 56;
    private static final int FINE = 14;
    private static final int COARSE = 7;

    private final boolean divided;

    /** A network. */
    WarmNetwork(boolean divided) {
        this.divided = divided;
    }

    private static final Layer COLOURS =
            new Layer("colours", "Relu", Shape.of(Shape.DYNAMIC, 3, FINE, FINE), FeatureLayout.CHANNELS_FIRST);
    private static final Layer PAINTED =
            new Layer("painted", "Relu", Shape.of(Shape.DYNAMIC, 2, COARSE, COARSE), FeatureLayout.CHANNELS_FIRST);

    @Override
    public ModelSpec spec() {
        return ModelSpec.of("warm", ImageInput.nchw(3, SIDE, SIDE))
                .withPreprocessing(Preprocessing.named("unit"))
                .withScores(ScoreKind.LOGITS);
    }

    @Override
    public Tensor predict(Tensor batch) {
        return scores(painted(means(batch, FINE)));
    }

    @Override
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        return scores(layer.equals(COLOURS) ? painted(values) : values);
    }

    private static Tensor scores(Tensor painted) {
        Tensor scores = Tensor.zeros(Shape.of(painted.shape().dim(0), 1));
        for (int i = 0; i < scores.size(); i++) {
            double sum = 0;
            for (int place = 0; place < COARSE * COARSE; place++) {
                sum += painted.at(i * 2 * COARSE * COARSE + place);
            }
            scores.set(i, (float) (sum / (COARSE * COARSE)));
        }
        return scores;
    }

    private static Tensor means(Tensor batch, int cells) {
        int cell = SIDE / cells;
        Tensor means = Tensor.zeros(Shape.of(batch.shape().dim(0), 3, cells, cells));
        for (int i = 0; i < batch.size(); i++) {
            int y = i / SIDE % SIDE;
            int at = i / (SIDE * SIDE) * cells * cells + y / cell * cells + i % SIDE / cell;
            means.set(at, means.at(at) + batch.at(i) / (cell * cell));
        }
        return means;
    }

    private static Tensor painted(Tensor colours) {
        int images = colours.shape().dim(0);
        Tensor painted = Tensor.zeros(Shape.of(images, 2, COARSE, COARSE));
        for (int i = 0; i < colours.size(); i++) {
            int image = i / (3 * FINE * FINE);
            int channel = i / (FINE * FINE) % 3 == 1 ? 1 : 0;
            int y = i / FINE % FINE / 2;
            int at = ((image * 2 + channel) * COARSE + y) * COARSE + i % FINE / 2;
            painted.set(at, painted.at(at) + colours.at(i) / 4);
        }
        return painted;
    }

    @Override
    public List<Layer> layers() {
        return divided ? List.of(COLOURS, PAINTED) : List.of(PAINTED);
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> wanted) {
        Tensor colours = means(batch, FINE);
        Map<Layer, Tensor> values = new LinkedHashMap<>();
        wanted.forEach(layer -> values.put(layer, layer.equals(COLOURS) ? colours : painted(colours)));
        return new Activations(predict(batch), values);
    }

    @Override
    public Optional<LinearHead> head() {
        return Optional.of(new LinearHead(
                PAINTED, LinearHead.Pooling.AVERAGE, Tensor.of(Shape.of(1, 2), 1, 0), Tensor.zeros(Shape.of(1))));
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return Optional.of(PAINTED);
    }

    @Override
    public void close() {}
}
