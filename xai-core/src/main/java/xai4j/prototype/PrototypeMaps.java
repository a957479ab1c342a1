package xai4j.prototype;

import java.util.Arrays;
import xai4j.numeric.LargestMean;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What a prototype network sees in a batch.
 *
 * @param logits as the model itself computes them, {@code [N, K]}
 * @param similarities of every prototype at every position, {@code [N, P, h, w]}
 */
public record PrototypeMaps(Tensor logits, Tensor similarities) {
    /** Both become read-only. */
    public PrototypeMaps {
        logits = logits.asReadOnly();
        similarities = similarities.asReadOnly();
    }

    /** Each prototype's largest similarity, {@code [N, P]}. */
    public Tensor largest() {
        return largest(1);
    }

    /**
     * The mean of each prototype's largest similarities, {@code [N, P]}.
     *
     * @param places how many; all where the map has fewer
     */
    public Tensor largest(int places) {
        Shape shape = similarities.shape();
        int area = shape.dim(2) * shape.dim(3);
        float[] all = similarities.toArray();
        Tensor largest = Tensor.zeros(Shape.of(shape.dim(0), shape.dim(1)));
        for (int i = 0; i < largest.size(); i++) {
            largest.set(i, (float) LargestMean.of(Arrays.copyOfRange(all, i * area, (i + 1) * area), places));
        }
        return largest;
    }
}
