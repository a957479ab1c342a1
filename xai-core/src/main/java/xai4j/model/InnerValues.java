package xai4j.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A model seen through one of its inner values or further outputs: its scores {@code [N, K]} are that value's numbers, and gradients begin there.
 *
 * <p>It owns nothing: closing it does nothing.
 */
public class InnerValues extends BorrowedModel implements ActivationModel {
    private final ActivationModel model;
    private final Layer value;

    InnerValues(ActivationModel model, Layer value) {
        this.model = model;
        this.value = value;
    }

    /**
     * A model of an inner value of another one, with gradients where the other has them.
     *
     * @param name of a layer, or of an output that the model computes beside its scores
     * @throws IllegalArgumentException if there is none of that name, or the model shows no inner values
     */
    public static InnerValues of(Model model, String name) {
        ActivationModel open = model.as(ActivationModel.class)
                .orElseThrow(() -> new IllegalArgumentException(
                        model.spec().name() + " does not show its inner values, so " + name + " cannot be explained"));
        Layer value = open.layer(name);
        return model.as(DifferentiableModel.class)
                .map(differentiable -> (InnerValues) new DifferentiableInnerValues(differentiable, value))
                .orElseGet(() -> new InnerValues(open, value));
    }

    /** The value that is seen. */
    public final Layer value() {
        return value;
    }

    @Override
    protected final Model delegate() {
        return model;
    }

    @Override
    public final ModelSpec spec() {
        return model.spec().withLabels(List.of()).withScores(ScoreKind.OTHER);
    }

    @Override
    public final Tensor predict(Tensor batch) {
        return flat(whole(batch));
    }

    @Override
    public final Tensor predict(Tensor batch, Score score) {
        return predict(batch);
    }

    /** The value as the model has it, {@code [N, …]}. */
    final Tensor whole(Tensor batch) {
        return Objects.requireNonNull(
                model.activations(batch, Set.of(value)).values().get(value));
    }

    private static Tensor flat(Tensor values) {
        int rows = values.shape().dim(0);
        return values.reshape(Shape.of(rows, values.size() / rows));
    }

    @Override
    public final List<Layer> layers() {
        return model.layers();
    }

    @Override
    public final Layer layer(String name) {
        return model.layer(name);
    }

    @Override
    public final Activations activations(Tensor batch, Set<Layer> layers) {
        Set<Layer> all = new LinkedHashSet<>(layers);
        all.add(value);
        Activations found = model.activations(batch, all);
        Map<Layer, Tensor> wanted = new LinkedHashMap<>(found.values());
        wanted.keySet().retainAll(layers);
        return new Activations(flat(Objects.requireNonNull(found.values().get(value))), wanted);
    }

    @Override
    public final Optional<LinearHead> head() {
        return Optional.empty();
    }

    /** The last map that is computed before the value. */
    @Override
    public final Optional<Layer> lastSpatialLayer() {
        List<Layer> before = layers().subList(0, Math.max(0, layers().indexOf(value)));
        return model.lastSpatialLayer().filter(before::contains).or(() -> before.stream()
                .filter(layer -> layer.layout().isMap())
                .reduce((first, second) -> second));
    }

    @Override
    public final Optional<Box> receptiveField(Layer layer, int row, int column, ImageInput input) {
        return model.receptiveField(layer, row, column, input);
    }

    @Override
    public final Attention attention() {
        return model.attention();
    }
}
