package xai4j.model;

import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What is differentiated: for each image of a batch, a weighted sum of the values at one place of the network.
 *
 * <p>The weights are the cotangent with which the backward pass starts.
 */
public sealed interface Objective {
    /**
     * A weighted sum of class scores per image.
     *
     * @param score before or after the final softmax
     * @param weights {@code [N, K]}
     */
    record OfScores(Score score, Tensor weights) implements Objective {
        /** The weights become read-only. */
        public OfScores {
            weights = weights.asReadOnly();
        }
    }

    /**
     * A weighted sum of a layer's values per image.
     *
     * @param layer where the backward pass starts
     * @param weights the shape of the layer's output for this batch
     */
    record OfLayer(Layer layer, Tensor weights) implements Objective {
        /** The weights become read-only. */
        public OfLayer {
            weights = weights.asReadOnly();
        }
    }

    /**
     * The score of one class per image.
     *
     * @param targets class index per image of the batch
     * @param classes number of classes K
     */
    static Objective classes(Score score, int[] targets, int classes) {
        Tensor weights = Tensor.zeros(Shape.of(targets.length, classes));
        for (int row = 0; row < targets.length; row++) {
            weights.set(row * classes + targets[row], 1f);
        }
        return new OfScores(score, weights);
    }
}
