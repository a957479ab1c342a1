package xai4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import xai4j.tensor.Tensor;

/**
 * A classifier of images seen as a black box: a batch goes in, scores come out.
 *
 * <p>Implementations are safe for use by several threads at once and keep no reference to the tensors passed in.
 */
public interface Model extends AutoCloseable {
    /** What is known of this model. */
    ModelSpec spec();

    /**
     * Scores a batch.
     *
     * @param batch images in the layout of {@code spec().input()}, {@code [N, C, H, W]} or {@code [N, H, W, C]}
     * @return scores {@code [N, K]} of the kind {@code spec().scores()}
     * @throws IllegalArgumentException if the batch does not have the input's shape
     * @throws ModelException if the engine fails
     */
    Tensor predict(Tensor batch);

    /**
     * Scores a batch with a chosen kind of number.
     *
     * <p>Unless a backend knows better, {@link Score#PROBABILITY} of a logits model is its softmax, and {@link
     * Score#LOGIT} of a probability model is the logarithm (softmax) or log-odds (sigmoid), which for softmax equals the
     * logit up to one constant per image.
     *
     * @return scores {@code [N, K]}
     */
    default Tensor predict(Tensor batch, Score score) {
        return Scores.convert(predict(batch), spec().scores(), score);
    }

    /** Every output of the model in the file's order, and which of them is explained; empty when there is only the one. */
    default List<ModelOutput> outputs() {
        return List.of();
    }

    /**
     * This model as one of which more is promised: {@link ActivationModel}, {@link InterventionModel}, {@link
     * DifferentiableModel}. Ask here and not by {@code instanceof}: a decorator keeps the levels of what it decorates ({@link
     * ForwardingModel}), and so does a proxy.
     *
     * @return empty when the backend does not offer the level; {@link #obstacle(Class)} says why
     */
    default <M extends Model> Optional<M> as(Class<M> level) {
        return level.isInstance(this) ? Optional.of(level.cast(this)) : Optional.empty();
    }

    /**
     * Says, without running anything, why what a level promises cannot be had of this model: the backend does not offer it, or the
     * file holds what stands in its way, such as an operator without a gradient.
     *
     * @return the reason as a sentence without its full stop, or empty when {@link #as} gives the level and at least one layer can be
     *     asked
     */
    default Optional<String> obstacle(Class<? extends Model> level) {
        return as(level).isPresent() ? Optional.empty() : Optional.of(Levels.lacking(level));
    }

    /**
     * What a person must know of every explanation of this model, a sentence each: chance that was frozen, scores that are explained in the
     * place of logits. They become verdicts.
     */
    default List<String> remarks() {
        return List.of();
    }

    /** How this model is best fed with many images. */
    default BatchHint batchHint() {
        return BatchHint.DEFAULT;
    }

    /** The file or folder that the model was opened from, beside which more may lie that is known of it; empty when there is none. */
    default Optional<Path> location() {
        return Optional.empty();
    }

    /** Releases what the model holds; using it afterwards is an error. Closing twice is not. */
    @Override
    void close();
}
