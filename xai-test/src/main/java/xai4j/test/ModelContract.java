package xai4j.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.model.ActivationModel;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What every backend keeps, as tests: shapes and layouts, the same numbers alone, in a batch and from many threads, logits and
 * probabilities, layers, activations, the head, gradients against differences, copies with shuffled weights, closing, and errors.
 *
 * <p>The author of a backend extends it with a model and images for it, and says which levels of the SPI the model has:
 *
 * <pre>{@code
 * class MyBackendContractTest extends ModelContract {
 *     protected Model open() { return Models.load(Path.of("small.model")); }
 *     protected Tensor images() { return normal(Shape.of(3, 3, 32, 32), 1); }
 *     protected Set<Class<? extends Model>> levels() { return Set.of(ActivationModel.class, DifferentiableModel.class); }
 * }
 * }</pre>
 */
public abstract class ModelContract extends RandomizationContract {
    /** For subclasses. */
    protected ModelContract() {}

    /** Normally distributed values, the same for the same seed, as {@link #images}. */
    protected static Tensor normal(Shape shape, long seed) {
        Random random = new Random(seed);
        Tensor images = Tensor.zeros(shape);
        for (int i = 0; i < images.size(); i++) {
            images.set(i, (float) random.nextGaussian());
        }
        return images;
    }

    /** The model comes through a decorator as it is. */
    @Test
    void decoratingChangesNothing() {
        Model decorated = new Passing(model());
        Tensor images = images();

        assertThat(decorated.predict(images)).isEqualTo(model().predict(images));
        for (Class<? extends Model> level : LEVELS) {
            assertThat(decorated.as(level).isPresent())
                    .as(level.getSimpleName())
                    .isEqualTo(levels().contains(level));
        }
    }

    /** Closing twice is no error. */
    @Test
    void closingTwiceIsNoError() {
        model().close();
        assertThatCode(model()::close).doesNotThrowAnyException();
    }

    /** Every question to a closed model is answered by the same sentence, whatever the engine; what was known stays known. */
    @Test
    void aClosedModelSaysSo() {
        Tensor images = images();
        Set<Layer> last =
                Set.copyOf(model().as(ActivationModel.class).flatMap(ActivationModel::lastSpatialLayer).stream()
                        .toList());
        String name = model().spec().name();
        model().close();

        requireSentence(name, () -> model().predict(images));
        requireSentence(name, () -> model().predict(images, Score.PROBABILITY));
        model().as(ActivationModel.class)
                .ifPresent(model -> requireSentence(name, () -> model.activations(images, last)));
        model().as(DifferentiableModel.class)
                .ifPresent(model -> requireSentence(
                        name,
                        () -> model.gradientsOfTop(images, Score.LOGIT, Set.of(Layer.INPUT), BackwardRule.GRADIENT)));
        assertThat(model().spec().name()).isEqualTo(name);
    }

    private static void requireSentence(String name, Runnable question) {
        assertThatThrownBy(question::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(name + " is closed");
    }

    /** Passes everything on. */
    private static final class Passing extends xai4j.model.ForwardingModel {
        private final Model model;

        Passing(Model model) {
            this.model = Objects.requireNonNull(model);
        }

        @Override
        protected Model delegate() {
            return model;
        }
    }
}
