package xai4j.model.description;

import java.util.Arrays;
import java.util.Optional;
import xai4j.image.Preprocessing;

/**
 * What a network that scales its pixels itself wants: Keras' Rescaling and Normalization layers, a mean that is subtracted, a factor of
 * 1/255.
 *
 * <p>The scaling {@code a·x + b} brings pixels of the right range to about [−3, 3], or around a mean of zero; with pixels of the wrong range
 * it does not.
 */
public final class InnerScaling {
    /** 1/255 = 0.0039, 1/127.5 = 0.0078, 1/58 = 0.017, the reciprocal of ImageNet's deviation of pixels 0…255. */
    private static final double LARGEST_OF_BYTES = 0.05;

    /** Caffe's mean of blue comes first where the channels are in the order blue, green, red. */
    private static final double CAFFE_BLUE = 103.5;

    private static final double CAFFE_RED = 123;

    private InnerScaling() {}

    /**
     * The preprocessing that fits a scaling inside.
     *
     * @param factor a, per channel or one for all
     * @param offset b, of the same length
     * @return raw pixels, pixels in 0…1, or nothing when neither is certain
     */
    public static Optional<Preprocessing> of(double[] factor, double[] offset) {
        double a = mean(factor);
        double center = -mean(offset) / a;
        boolean bytes = a > 0 && a < LARGEST_OF_BYTES || Math.abs(a) >= LARGEST_OF_BYTES && center > 5 && center < 250;
        if (bytes) {
            return Optional.of(isCaffe(factor, offset) ? Preprocessing.rawBgr() : Preprocessing.raw());
        }
        boolean unit = a > 100 && a < 300 || a >= 1 && center > 0.05 && center < 1;
        return unit ? Optional.of(Preprocessing.unit()) : Optional.empty();
    }

    private static boolean isCaffe(double[] factor, double[] offset) {
        if (offset.length != 3) {
            return false;
        }
        double first = -offset[0] / factor[0];
        double last = -offset[2] / factor[factor.length == 1 ? 0 : 2];
        return Math.abs(first - CAFFE_BLUE) < 1 && Math.abs(last - CAFFE_RED) < 1.5;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
