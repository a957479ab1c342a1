package xai4j.model;

import java.util.Optional;
import java.util.function.Function;
import xai4j.tensor.Tensor;

/**
 * What a backend may do beyond gradients: let a reader look at a layer's values and gradients in memory that is used again for the next image. Who needs
 * no more than sums over a map then pays for the sums: a map of 1000 channels is 0.7 MB, and fresh memory for it takes longer than to fill it.
 *
 * <p>Asked for by {@link Model#as}; a decorator does not pass it on, as it would go round it.
 */
public interface LendingModel extends DifferentiableModel {
    /**
     * Gradients of one image's highest score at a layer.
     *
     * @param image {@code [1, …]}
     * @param layer a layer of this model
     * @param reader is given what {@link #gradientsOfTop} gives, with one difference: a gradient of maps {@code [1, C, H, W]} that is the same at all
     *     positions of each channel may be {@code [1, C, 1, 1]}. Scores are the reader's own; activations and gradients must not be read after it
     *     returned.
     * @return what the reader made; empty where nothing can be lent, and it was not called
     */
    <R> Optional<R> lendTop(Tensor image, Score score, Layer layer, Function<Gradients, R> reader);
}
