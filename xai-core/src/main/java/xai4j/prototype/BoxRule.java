package xai4j.prototype;

import xai4j.image.Box;
import xai4j.image.filter.Bicubic;
import xai4j.tensor.Tensor;

/** How a rectangle is put around the pixels to which a prototype answers most. */
public enum BoxRule {
    /** As the description of the prototypes says; as {@link #ALL} where it says nothing. */
    DESCRIBED,
    /** Around all of them, as Chen et al. do; it may span regions that lie apart. */
    ALL,
    /** Around the region that holds the maximum. */
    PEAK,
    /**
     * Around what of that region is at least half as alike as the maximum: a box that is as small as the answer is sharp, and never larger than that of
     * {@link #PEAK}. It asks for similarities with a zero that means "not alike"; where even the maximum is not above zero it is that of {@link #PEAK}.
     */
    HALF;

    private static final double SHARE = 0.5;

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

    /** Whether one region is boxed, whatever others there are. */
    boolean isOfPeak() {
        return this == PEAK || this == HALF;
    }

    /** What a pixel has to reach that reaches the percentile. */
    double threshold(double percentile, double maximum) {
        return this == HALF && maximum > 0 ? Math.max(percentile, SHARE * maximum) : percentile;
    }
}
