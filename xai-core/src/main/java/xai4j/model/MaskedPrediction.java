package xai4j.model;

import xai4j.tensor.Tensor;

/**
 * A backend that composes perturbed images next to the model, on its device, so that only masks cross the border.
 *
 * <p>For every pixel the image's value is taken where the pixel's region is present and the fill's where it is absent;
 * the scores equal those of the same images composed outside.
 */
public interface MaskedPrediction extends Model {
    /**
     * Hands the image over, once for many masks.
     *
     * @param image {@code [C, H, W]} or {@code [H, W, C]}, in the layout of the model's input
     * @param fill of the same shape
     * @param regions id of the region of each pixel, row-major {@code [H · W]}
     * @param count number of regions M
     */
    MaskedImage masked(Tensor image, Tensor fill, int[] regions, int count);

    /** Whether composing here is expected to be faster than composing in Java, for example because the model is on a GPU. */
    boolean prefersMasks();

    /** An image whose regions can be hidden; closed by whoever opened it. Safe for several threads. */
    interface MaskedImage extends AutoCloseable {
        /**
         * Scores of the image with regions hidden.
         *
         * @param masks {@code [N, M]}, 1 where a region is present and 0 where it is absent
         * @param score the wanted kind of number
         * @return scores {@code [N, K]}
         */
        Tensor predict(Tensor masks, Score score);

        /** Releases what it holds on the device. */
        @Override
        void close();
    }
}
