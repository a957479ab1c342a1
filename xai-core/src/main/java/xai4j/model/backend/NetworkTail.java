package xai4j.model.backend;

import java.util.Optional;
import xai4j.numeric.NumericMatch;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * The end of a network as a backend reads it: what it computed for some batch, and the affine map before the scores. Whether that map is
 * applied to pooled feature maps is for {@link PooledHead} to find out.
 *
 * @param input what the map was applied to, {@code [N, C]}
 * @param map the last affine map
 * @param logits what came of it, {@code [N, K]}
 */
public record NetworkTail(Tensor input, AffineMap map, Tensor logits) {
    /**
     * Single and half precision leave less; another map than the network's own is off by as much as the scores themselves.
     */
    private static final float TOLERANCE = 1e-2f;

    /**
     * Checks that the values are rows of one batch; they become read-only.
     *
     * @throws IllegalArgumentException if they are not {@code [N, C]} and {@code [N, …]}
     */
    public NetworkTail {
        if (input.shape().rank() != 2
                || logits.shape().rank() != 2
                || input.shape().dim(0) != logits.shape().dim(0)) {
            throw new IllegalArgumentException("features " + input.shape() + " and logits " + logits.shape()
                    + " are not those of one batch; [N, C] and [N, K] are expected");
        }
        input = input.asReadOnly();
        logits = logits.asReadOnly();
    }

    /** The end of a network without an affine map, whose pooled feature maps are the logits {@code [N, K]}; empty for too many classes. */
    public static Optional<NetworkTail> ofClassMaps(Tensor logits) {
        return AffineMap.identity(logits.shape().dim(1)).map(map -> new NetworkTail(logits, map, logits));
    }

    /** Whether the map gives the logits, as far as its numbers go. */
    boolean isProven() {
        Shape expected = Shape.of(input.shape().dim(0), map.classes());
        return map.channels() == input.shape().dim(1)
                && logits.shape().equals(expected)
                && NumericMatch.byLargest(map.apply(input).toArray(), logits.toArray(), TOLERANCE);
    }
}
