package xai4j.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.tensor.Tensor;

/** The levels of the SPI in words, and a decorator seen at each of them. */
final class Levels {
    private Levels() {}

    /** Why a model that lacks a level lacks it, when it has nothing better to say. */
    static String lacking(Class<? extends Model> level) {
        if (level == ActivationModel.class) {
            return "the model does not show its inner values";
        }
        if (level == InterventionModel.class) {
            return "the model's inner values cannot be replaced";
        }
        return level == DifferentiableModel.class
                ? "the model gives no gradients"
                : "the model is not a " + level.getSimpleName();
    }

    /**
     * A decorator at a level of the SPI.
     *
     * @return empty for types that are no level of the SPI
     */
    static Optional<Model> view(ForwardingModel decorator, Class<? extends Model> level) {
        if (level == ActivationModel.class) {
            return Optional.of(new Activating(decorator));
        }
        if (level == InterventionModel.class) {
            return Optional.of(new Intervening(decorator));
        }
        return level == DifferentiableModel.class ? Optional.of(new Differentiating(decorator)) : Optional.empty();
    }

    /** Every question goes to the decorator. */
    private static class Activating extends ForwardingModel implements ActivationModel {
        private final ForwardingModel decorator;

        Activating(ForwardingModel decorator) {
            this.decorator = decorator;
        }

        @Override
        protected final Model delegate() {
            return decorator;
        }

        final ForwardingModel decorator() {
            return decorator;
        }

        @Override
        public final <M extends Model> Optional<M> as(Class<M> level) {
            return level.isInstance(this) ? Optional.of(level.cast(this)) : decorator.as(level);
        }

        @Override
        public final List<Layer> layers() {
            return decorator.layers();
        }

        @Override
        public final Activations activations(Tensor batch, Set<Layer> layers) {
            return decorator.activations(batch, layers);
        }

        @Override
        public final Optional<LinearHead> head() {
            return decorator.head();
        }

        @Override
        public final Optional<Layer> lastSpatialLayer() {
            return decorator.lastSpatialLayer();
        }

        @Override
        public final Optional<Box> receptiveField(Layer layer, int row, int column, ImageInput input) {
            return decorator.receptiveField(layer, row, column, input);
        }

        @Override
        public final Attention attention() {
            return decorator.attention();
        }
    }

    private static final class Intervening extends Activating implements InterventionModel {
        Intervening(ForwardingModel decorator) {
            super(decorator);
        }

        @Override
        public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
            return decorator().predictWith(batch, layer, values, score);
        }
    }

    private static final class Differentiating extends Activating implements DifferentiableModel {
        Differentiating(ForwardingModel decorator) {
            super(decorator);
        }

        @Override
        public Optional<String> obstacle(Class<? extends Model> level) {
            return decorator().obstacle(level);
        }

        @Override
        public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
            return decorator().gradients(batch, objective, layers, rule);
        }

        @Override
        public Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> layers, BackwardRule rule) {
            return decorator().gradientsOfTop(batch, score, layers, rule);
        }

        @Override
        public Optional<String> obstacle(Layer layer, BackwardRule rule) {
            return decorator().obstacle(layer, rule);
        }

        @Override
        public Optional<DifferentiableModel> skipping(Layer from, Layer to) {
            return decorator().skipping(from, to);
        }
    }
}
