package xai4j.prototype;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.ActivationModel;
import xai4j.model.Activations;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A model that answers image {@code i} (an image of all {@code i}) with row {@code i} of recorded maps and scores. */
final class GoldenModel implements ActivationModel {
    private final Tensor maps;
    private final Tensor scores;
    private final FeatureLayout layout;

    GoldenModel(Tensor maps, Tensor scores) {
        this(maps, scores, FeatureLayout.CHANNELS_FIRST);
    }

    GoldenModel(Tensor maps, Tensor scores, FeatureLayout layout) {
        this.maps = maps;
        this.scores = scores;
        this.layout = layout;
    }

    static GoldenModel of(String maps) {
        return new GoldenModel(Golden.floats(maps), Golden.floats("logits"));
    }

    static PreparedImage image(int i) {
        Tensor tensor = Tensor.zeros(Shape.of(3, Golden.SIDE, Golden.SIDE));
        for (int k = 0; k < tensor.size(); k++) {
            tensor.set(k, i);
        }
        return PreparedImage.ofTensor(tensor, ImageInput.nchw(3, Golden.SIDE, Golden.SIDE), Preprocessing.raw());
    }

    @Override
    public ModelSpec spec() {
        return ModelSpec.of("golden", ImageInput.nchw(3, Golden.SIDE, Golden.SIDE))
                .withScores(ScoreKind.LOGITS)
                .withLabels(List.of("auk", "bee-eater", "crane", "dove", "eider"));
    }

    @Override
    public Tensor predict(Tensor batch) {
        return rows(scores, batch);
    }

    @Override
    public List<Layer> layers() {
        return List.of(new Layer("maps", "Relu", maps.shape(), layout));
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> layers) {
        return new Activations(predict(batch), Map.of(layers().get(0), rows(maps, batch)));
    }

    @Override
    public Optional<LinearHead> head() {
        return Optional.empty();
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return Optional.of(layers().get(0));
    }

    @Override
    public void close() {}

    private static Tensor rows(Tensor table, Tensor batch) {
        Tensor rows = Tensor.zeros(table.shape().withFirst(batch.shape().dim(0)));
        for (int n = 0; n < batch.shape().dim(0); n++) {
            rows.row(n).buffer().put(table.row((int) batch.row(n).at(0)).buffer());
        }
        return rows;
    }
}
