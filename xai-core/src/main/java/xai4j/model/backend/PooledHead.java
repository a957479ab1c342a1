package xai4j.model.backend;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LinearHead.Pooling;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Recognises pooling before the last linear map by its numbers, so that it does not matter how an exporter writes it. */
public final class PooledHead {
    private static final float TOLERANCE = 1e-5f;

    private PooledHead() {}

    /**
     * Finds the layer whose pooled values are the input of the last linear map.
     *
     * @param candidates spatial layers, the likeliest first
     * @param values the layers' outputs for some batch
     * @param pooled the input of the linear map for the same batch, {@code [N, C]}
     * @param weights {@code [K, C]}
     * @param bias {@code [K]}
     */
    public static Optional<LinearHead> find(
            List<Layer> candidates,
            Function<Layer, @Nullable Tensor> values,
            Tensor pooled,
            Tensor weights,
            Tensor bias) {
        for (Layer layer : candidates) {
            Tensor maps = values.apply(layer);
            for (Pooling pooling : Pooling.values()) {
                if (maps != null && isPooled(maps, layer.layout(), pooling, pooled)) {
                    return Optional.of(new LinearHead(layer, pooling, weights, bias));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isPooled(Tensor maps, FeatureLayout layout, Pooling pooling, Tensor expected) {
        boolean last = layout == FeatureLayout.CHANNELS_LAST;
        int channels = maps.shape().dim(last ? 3 : 1);
        if (channels != expected.shape().dim(1)) {
            return false;
        }
        int positions = maps.shape().dropFirst().size() / channels;
        Tensor result = Tensor.zeros(expected.shape());
        for (int row = 0; row < expected.shape().dim(0); row++) {
            for (int channel = 0; channel < channels; channel++) {
                int start = row * channels * positions + (last ? channel : channel * positions);
                result.set(row * channels + channel, pool(maps, start, last ? channels : 1, positions, pooling));
            }
        }
        return isClose(result, expected);
    }

    private static float pool(Tensor maps, int start, int stride, int positions, Pooling pooling) {
        double sum = 0;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < positions; i++) {
            float value = maps.at(start + i * stride);
            sum += value;
            max = Math.max(max, value);
        }
        return switch (pooling) {
            case AVERAGE -> (float) (sum / positions);
            case SUM -> (float) sum;
            case MAX -> max;
        };
    }

    /** The identity as weights, for feature maps that are class maps. */
    public static Tensor identity(int size) {
        Tensor identity = Tensor.zeros(Shape.of(size, size));
        for (int i = 0; i < size; i++) {
            identity.set(i * size + i, 1f);
        }
        return identity;
    }

    /** Whether two tensors of equal size agree within 1e-5 of the largest element. */
    public static boolean isClose(Tensor a, Tensor b) {
        float largest = 0;
        float difference = 0;
        for (int i = 0; i < a.size(); i++) {
            largest = Math.max(largest, Math.abs(b.at(i)));
            difference = Math.max(difference, Math.abs(a.at(i) - b.at(i)));
        }
        return difference <= TOLERANCE * Math.max(largest, 1e-3f);
    }
}
