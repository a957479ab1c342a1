package xai4j.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

/**
 * What training makes small.
 *
 * <p>A loss must not multiply or divide by Java numbers, but by {@link #scaled}: DJL 0.35 frees the memory of such a number once
 * the garbage collector sees it, while the backward pass still reads it there.
 */
@FunctionalInterface
public interface TrainingLoss {
    /**
     * The mean loss of a batch.
     *
     * @param outputs of the network; the first are the logits {@code [N, K]}
     * @param labels class indices {@code [N]}, int64
     * @return a scalar
     */
    NDArray of(NDList outputs, NDArray labels);

    /** An array times a number, fit for the backward pass. */
    static NDArray scaled(NDArray array, double factor) {
        return array.mul(array.zerosLike().add((float) factor));
    }

    /**
     * Softmax cross-entropy.
     *
     * @param smoothing share of the target that is spread over all classes (Szegedy et al. 2016), in [0, 1)
     */
    static TrainingLoss crossEntropy(double smoothing) {
        return (outputs, labels) -> {
            NDArray logProbabilities = outputs.get(0).logSoftmax(1);
            int classes = Math.toIntExact(logProbabilities.getShape().get(1));
            NDArray target = labels.oneHot(classes)
                    .toType(DataType.FLOAT32, false)
                    .mul(1 - smoothing)
                    .add(smoothing / classes);
            return logProbabilities.mul(target).sum(new int[] {1}).mean().neg();
        };
    }
}
