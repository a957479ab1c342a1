package xai4j.test;

import java.util.Arrays;
import xai4j.model.LinearHead;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** What a head does with feature maps, in double precision and by its definition. */
final class Heads {
    private Heads() {}

    /** One number per channel of one image's features. */
    static double[] pooled(LinearHead head, Tensor features) {
        Shape shape = features.shape();
        boolean first = head.features().layout() == xai4j.model.FeatureLayout.CHANNELS_FIRST;
        int channels = shape.dim(first ? 0 : -1);
        int area = features.size() / channels;
        double[] pooled = new double[channels];
        boolean largest = head.pooling() == LinearHead.Pooling.MAX;
        if (largest) {
            Arrays.fill(pooled, Double.NEGATIVE_INFINITY);
        }
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < area; i++) {
                double value = features.at(first ? c * area + i : i * channels + c);
                pooled[c] = largest ? Math.max(pooled[c], value) : pooled[c] + value;
            }
            pooled[c] = head.pooling() == LinearHead.Pooling.AVERAGE ? pooled[c] / area : pooled[c];
        }
        return pooled;
    }
}
