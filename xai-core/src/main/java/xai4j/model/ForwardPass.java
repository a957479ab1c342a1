package xai4j.model;

import xai4j.tensor.Tensor;

/**
 * One image's way through a model, with the inner values that the way back needs: what is differentiated may be chosen once the scores are seen, and
 * several times, at the price of a backward pass each. For one thread; closed by who asked for it.
 */
public interface ForwardPass extends AutoCloseable {
    /** The image's scores {@code [1, K]}, of the kind that was asked for. */
    Tensor scores();

    /**
     * Goes back.
     *
     * @param weights of the scores, {@code [1, K]}
     * @return as {@link DifferentiableModel#gradients} of this image, for all layers that were asked for
     */
    Gradients back(Tensor weights);

    @Override
    void close();
}
