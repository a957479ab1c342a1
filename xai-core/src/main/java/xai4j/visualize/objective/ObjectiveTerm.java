package xai4j.visualize.objective;

import java.util.Optional;
import xai4j.model.Layer;
import xai4j.tensor.Tensor;

/** One summand of an objective: a function of the class scores or of a layer's values for a batch, and its derivative. */
interface ObjectiveTerm {
    /** The layer whose values it looks at; empty for the logits. */
    Optional<Layer> layer();

    /** Whether the derivative is the same whatever the values are. */
    boolean isLinear();

    /**
     * The value for each image; for terms that compare images, its share of the whole.
     *
     * @param values {@code [N, …]}
     * @param derivative receives, added, the derivative of the sum over the batch; same shape as the values
     */
    double[] of(Tensor values, Tensor derivative);

    /** The same with another weight. */
    ObjectiveTerm times(double factor);
}
