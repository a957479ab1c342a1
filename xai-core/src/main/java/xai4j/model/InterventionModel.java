package xai4j.model;

import xai4j.tensor.Tensor;

/** A model whose inner values can be replaced while it runs. */
public interface InterventionModel extends ActivationModel {
    /**
     * Scores a batch with a layer's output replaced.
     *
     * @param batch images {@code [N, …]} as for {@link #predict}
     * @param layer whose output is replaced, wherever it is used
     * @param values what replaces it, {@code [N, …]} in the layer's shape
     * @return scores {@code [N, K]}
     * @throws IllegalArgumentException if the layer is not of this model or the shapes do not fit
     */
    Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score);
}
