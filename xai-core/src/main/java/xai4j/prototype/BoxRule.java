package xai4j.prototype;

import xai4j.image.Box;
import xai4j.image.filter.Bicubic;
import xai4j.tensor.Tensor;

/** How a rectangle is put around the pixels to which a prototype answers most. */
public enum BoxRule {
    /** Around all of them, as Chen et al. do; it may span regions that lie apart. */
    ALL,
    /** Around the region that holds the maximum. */
    PEAK;

    /**
     * The rectangle on an image.
     *
     * @param map similarities {@code [h, w]}, which are enlarged to the image by cubic convolution
     * @param height rows of the image
     * @param width columns of the image
     * @param percentile of the enlarged map that pixels reach; 95 in the paper
     */
    public Box around(Tensor map, int height, int width, double percentile) {
        float[] enlarged =
                Bicubic.resize(map.toArray(), map.shape().dim(0), map.shape().dim(1), height, width);
        return ActivationBox.of(enlarged, height, width, percentile, this).box();
    }
}
