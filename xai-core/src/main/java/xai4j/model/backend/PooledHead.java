package xai4j.model.backend;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LinearHead.Pooling;
import xai4j.numeric.NumericMatch;
import xai4j.tensor.Tensor;

/** Recognises pooling before the last linear map by its numbers, so that it does not matter how an exporter writes it. */
public final class PooledHead {
    private static final float TOLERANCE = 1e-5f;
    private static final int CANDIDATES = 12;

    private PooledHead() {}

    /**
     * Finds the layer whose pooled values are the input of a network's last affine map.
     *
     * @param maps spatial layers, the likeliest first; only the first few are looked at
     * @param values the layers' outputs for the batch of the tail; null where there is none
     * @param tail must give the network's own logits, or there is no head
     */
    public static Optional<LinearHead> find(
            List<Layer> maps, Function<Layer, @Nullable Tensor> values, NetworkTail tail) {
        if (!tail.isProven()) {
            return Optional.empty();
        }
        for (Layer layer : candidates(maps)) {
            Tensor found = values.apply(layer);
            for (Pooling pooling : Pooling.values()) {
                if (found != null && isPooled(found, layer.layout(), pooling, tail.input())) {
                    return Optional.of(of(layer, pooling, tail.map()));
                }
            }
        }
        return Optional.empty();
    }

    /** The layers among which {@link #find} looks, so that a backend computes no others. */
    public static List<Layer> candidates(List<Layer> maps) {
        return maps.subList(0, Math.min(CANDIDATES, maps.size()));
    }

    /** The head of a backend that has read layer and pooling from the graph. */
    public static LinearHead of(Layer features, Pooling pooling, AffineMap map) {
        return new LinearHead(features, pooling, map.weights(), map.bias());
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

    /** Whether two tensors of equal size agree within 1e-5 of the largest element. */
    public static boolean isClose(Tensor a, Tensor b) {
        return NumericMatch.byLargest(a.toArray(), b.toArray(), TOLERANCE);
    }
}
