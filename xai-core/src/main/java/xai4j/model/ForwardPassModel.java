package xai4j.model;

import java.util.Optional;
import java.util.Set;
import xai4j.tensor.Tensor;

/**
 * What a backend may do beyond gradients: pass one image through the network and keep what the way back needs, so that what is differentiated may depend
 * on the scores without a second pass. Asked for by {@link Model#as}; a decorator does not pass it on, as it would go round it.
 */
public interface ForwardPassModel extends DifferentiableModel {
    /**
     * Passes an image.
     *
     * @param image {@code [1, …]}
     * @param layers layers of this model
     * @param rule how relevance flows back
     * @return empty where nothing can be kept; then {@link #predict} and {@link #gradients} are asked one after the other
     */
    Optional<ForwardPass> forward(Tensor image, Score score, Set<Layer> layers, BackwardRule rule);
}
