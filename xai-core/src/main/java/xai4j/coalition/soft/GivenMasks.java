package xai4j.coalition.soft;

import xai4j.tensor.Tensor;

/**
 * Masks made elsewhere.
 *
 * @param masks {@code [N, H, W]}
 * @param name where they come from
 */
public record GivenMasks(Tensor masks, String name) implements SoftMasks {
    /** Checks the rank; the masks become read-only. */
    public GivenMasks {
        if (masks.shape().rank() != 3) {
            throw new IllegalArgumentException("masks " + masks.shape() + " are not of shape [N, H, W]");
        }
        masks = masks.asReadOnly();
    }

    @Override
    public int limit() {
        return masks.shape().dim(0);
    }

    @Override
    public Sized sized(int width, int height, double probability, long seed) {
        if (masks.shape().dim(1) != height || masks.shape().dim(2) != width) {
            throw new IllegalArgumentException(
                    "masks " + masks.shape() + " do not fit the model's input of " + width + "×" + height);
        }
        return (index, mask) -> masks.row(index).buffer().get(0, mask);
    }
}
