package xai4j.cam;

import org.jspecify.annotations.Nullable;
import xai4j.image.ImageInput;
import xai4j.model.FeatureMapLayout;
import xai4j.model.Layer;
import xai4j.model.TokenGrid;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A layer's values (or gradients) for one image as planes {@code [K, h, w]}, whatever the layer's own layout. Positions are counted
 * row by row, {@code position = y · w + x}. Immutable.
 */
public final class FeatureMaps {
    private final int channels;
    private final int height;
    private final int width;
    private final float[] values;
    private volatile double @Nullable [] sums;

    private FeatureMaps(int channels, int height, int width, float[] values) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.values = values;
    }

    /**
     * Reads one image's entry of a layer.
     *
     * @param entry the layer's output without batch axis
     * @param input the image port, whose proportions a grid of tokens has
     * @throws IllegalArgumentException if the layer has no spatial extent
     */
    static FeatureMaps of(Layer layer, Tensor entry, ImageInput input) {
        Shape values = entry.shape().prepend(1);
        FeatureMapLayout layout =
                switch (layer.layout()) {
                    case CHANNELS_FIRST, CHANNELS_LAST -> FeatureMapLayout.of(layer, values);
                    case TOKENS -> FeatureMapLayout.of(grid(layer, values.dim(1), input), values);
                    case VECTOR, OTHER ->
                        throw new IllegalArgumentException("layer " + layer.name() + " " + layer.shape()
                                + " has no spatial extent; choose one of the layers before it");
                };
        float[] planes = layout.planar(entry.reshape(values)).toArray();
        return new FeatureMaps(layout.channels(), layout.height(), layout.width(), planes);
    }

    /** Patch tokens form a grid; what stands before them (class and register tokens) is dropped. */
    private static TokenGrid grid(Layer layer, int tokens, ImageInput input) {
        return TokenGrid.of(tokens, input.height(), input.width())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the " + tokens + " tokens of layer " + layer.name() + " form no grid over an image of "
                                + input.height() + "×" + input.width() + "; choose another layer"));
    }

    /** Number of channels K. */
    public int channels() {
        return channels;
    }

    /** Rows h. */
    public int height() {
        return height;
    }

    /** Columns w. */
    public int width() {
        return width;
    }

    /** Number of positions h · w. */
    public int area() {
        return height * width;
    }

    /** The value of a channel at a position. */
    public float at(int channel, int position) {
        return values[channel * area() + position];
    }

    /** The mean over a channel's positions. */
    public double mean(int channel) {
        return sum(channel) / area();
    }

    /** The sum over a channel's positions. */
    public double sum(int channel) {
        return sums()[channel];
    }

    /** Whether all values are finite: sums of floats cannot leave the range of doubles, and nothing makes up for what is not finite. */
    boolean isFinite() {
        for (double sum : sums()) {
            if (!Double.isFinite(sum)) {
                return false;
            }
        }
        return true;
    }

    /** Sums of the planes. */
    private double[] sums() {
        double[] known = sums;
        if (known == null) {
            known = new double[channels];
            for (int k = 0; k < channels; k++) {
                known[k] = sum(k * area(), (k + 1) * area());
            }
            sums = known;
        }
        return known;
    }

    /** Four sums side by side, as each addition waits for the one before. */
    private double sum(int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
        }
        for (; i < to; i++) {
            a += values[i];
        }
        return (a + b) + (c + d);
    }

    /** A value computed for each channel and position. */
    @FunctionalInterface
    public interface Element {
        /** The value at a channel and position. */
        double at(int channel, int position);
    }

    /** Planes of the same extent with computed values. */
    public FeatureMaps map(Element element) {
        float[] result = new float[values.length];
        for (int k = 0; k < channels; k++) {
            for (int i = 0; i < area(); i++) {
                result[k * area() + i] = (float) element.at(k, i);
            }
        }
        return new FeatureMaps(channels, height, width, result);
    }

    /**
     * Each plane times its channel's weight.
     *
     * @throws IllegalArgumentException if there is not one weight per channel
     */
    public FeatureMaps weighted(double[] weights) {
        if (weights.length != channels) {
            throw new IllegalArgumentException(weights.length + " weights for " + channels + " channels");
        }
        float[] result = new float[values.length];
        int area = area();
        for (int k = 0; k < channels; k++) {
            float weight = (float) weights[k];
            for (int i = k * area; i < (k + 1) * area; i++) {
                result[i] = weight * values[i];
            }
        }
        return new FeatureMaps(channels, height, width, result);
    }

    /** The sum over the channels, position by position. */
    float[] total() {
        double[] sums = new double[area()];
        for (int k = 0; k < channels; k++) {
            int start = k * sums.length;
            for (int i = 0; i < sums.length; i++) {
                sums[i] += values[start + i];
            }
        }
        float[] total = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            total[i] = (float) sums[i];
        }
        return total;
    }
}
