package xai4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.tensor.Tensor;

/**
 * A model that passes every question on to another one; a decorator extends it and overrides what it changes or watches.
 *
 * <p>The decorator is written once and has every level of what it decorates: {@code as(DifferentiableModel.class)} is there when the
 * {@link #delegate} has gradients, and it answers by the methods of this class, overridden ones included. Each method forwards by
 * itself: who changes the scores in {@link #predict(Tensor)} changes them in the other methods that return scores too.
 *
 * <p>What a backend can do beyond the levels, such as {@link MaskedPrediction}, is not passed on, as it would go round the decorator.
 */
public abstract class ForwardingModel implements Model {
    /** For subclasses. */
    protected ForwardingModel() {}

    /** The model that is decorated; the same at each call. */
    protected abstract Model delegate();

    @Override
    public <M extends Model> Optional<M> as(Class<M> level) {
        if (level.isInstance(this)) {
            return Optional.of(level.cast(this));
        }
        return delegate().as(level).flatMap(had -> Levels.view(this, level)).map(level::cast);
    }

    @Override
    public Optional<String> obstacle(Class<? extends Model> level) {
        return delegate().obstacle(level);
    }

    @Override
    public ModelSpec spec() {
        return delegate().spec();
    }

    @Override
    public Tensor predict(Tensor batch) {
        return delegate().predict(batch);
    }

    @Override
    public Tensor predict(Tensor batch, Score score) {
        return delegate().predict(batch, score);
    }

    @Override
    public List<String> remarks() {
        return delegate().remarks();
    }

    @Override
    public List<ModelOutput> outputs() {
        return delegate().outputs();
    }

    @Override
    public BatchHint batchHint() {
        return delegate().batchHint();
    }

    @Override
    public Optional<Path> location() {
        return delegate().location();
    }

    /** Closes the model that is decorated. */
    /** The class's name, and the model that is forwarded to. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + delegate() + "]";
    }

    @Override
    public void close() {
        delegate().close();
    }

    /** As {@link ActivationModel#layers}. */
    public List<Layer> layers() {
        return at(ActivationModel.class).layers();
    }

    /** As {@link ActivationModel#activations}. */
    public Activations activations(Tensor batch, Set<Layer> layers) {
        return at(ActivationModel.class).activations(batch, layers);
    }

    /** As {@link ActivationModel#head}. */
    public Optional<LinearHead> head() {
        return at(ActivationModel.class).head();
    }

    /** As {@link ActivationModel#lastSpatialLayer}. */
    public Optional<Layer> lastSpatialLayer() {
        return at(ActivationModel.class).lastSpatialLayer();
    }

    /** As {@link ActivationModel#receptiveField}. */
    public Optional<Box> receptiveField(Layer layer, int row, int column, ImageInput input) {
        return at(ActivationModel.class).receptiveField(layer, row, column, input);
    }

    /** As {@link ActivationModel#attention}. */
    public Attention attention() {
        return at(ActivationModel.class).attention();
    }

    /** As {@link InterventionModel#predictWith}. */
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        return at(InterventionModel.class).predictWith(batch, layer, values, score);
    }

    /** As {@link DifferentiableModel#gradients}. */
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
        return at(DifferentiableModel.class).gradients(batch, objective, layers, rule);
    }

    /** As {@link DifferentiableModel#gradientsOfTop}. */
    public Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> layers, BackwardRule rule) {
        return at(DifferentiableModel.class).gradientsOfTop(batch, score, layers, rule);
    }

    /** As {@link DifferentiableModel#obstacle(Layer, BackwardRule)}. */
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        return at(DifferentiableModel.class).obstacle(layer, rule);
    }

    /** As {@link DifferentiableModel#skipping}; the model that is returned is that of the {@link #delegate}. */
    public Optional<DifferentiableModel> skipping(Layer from, Layer to) {
        return at(DifferentiableModel.class).skipping(from, to);
    }

    private <M extends Model> M at(Class<M> level) {
        return delegate()
                .as(level)
                .orElseThrow(() -> new UnsupportedOperationException(spec().name() + ": " + Levels.lacking(level)));
    }
}
