package xai4j.cam;

import xai4j.model.ImageInput;
import xai4j.model.Layer;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A layer's values (or gradients) for one image as planes {@code [K, h, w]}, whatever the layer's own layout. */
final class FeatureMaps {
    /** Bits of a float's exponent; all are set when it is infinite or not a number. */
    private static final int EXPONENT = 0x7f800000;

    private final int channels;
    private final int height;
    private final int width;
    private final float[] values;

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
        Shape shape = entry.shape();
        return switch (layer.layout()) {
            case CHANNELS_FIRST -> new FeatureMaps(shape.dim(0), shape.dim(1), shape.dim(2), entry.toArray());
            case CHANNELS_LAST -> channelsLast(entry.toArray(), 0, shape.dim(0), shape.dim(1), shape.dim(2));
            case TOKENS -> tokens(layer, entry, input);
            case VECTOR, OTHER ->
                throw new IllegalArgumentException("layer " + layer.name() + " " + layer.shape()
                        + " has no spatial extent; choose one of the layers before it");
        };
    }

    /** Patch tokens form a grid; what stands before them (class and register tokens) is dropped. */
    private static FeatureMaps tokens(Layer layer, Tensor entry, ImageInput input) {
        int tokens = entry.shape().dim(0);
        TokenGrid grid = TokenGrid.of(tokens, input.height(), input.width())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the " + tokens + " tokens of layer " + layer.name() + " form no grid over an image of "
                                + input.height() + "×" + input.width() + "; choose another layer"));
        return channelsLast(
                entry.toArray(),
                grid.skip(),
                grid.height(),
                grid.width(),
                entry.shape().dim(1));
    }

    private static FeatureMaps channelsLast(float[] source, int skip, int height, int width, int channels) {
        float[] planes = new float[channels * height * width];
        for (int i = 0; i < height * width; i++) {
            for (int k = 0; k < channels; k++) {
                planes[k * height * width + i] = source[(skip + i) * channels + k];
            }
        }
        return new FeatureMaps(channels, height, width, planes);
    }

    int channels() {
        return channels;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** Number of positions h · w. */
    int area() {
        return height * width;
    }

    float at(int channel, int position) {
        return values[channel * area() + position];
    }

    double mean(int channel) {
        return sum(channel) / area();
    }

    double sum(int channel) {
        double sum = 0;
        int end = (channel + 1) * area();
        for (int i = channel * area(); i < end; i++) {
            sum += values[i];
        }
        return sum;
    }

    boolean isFinite() {
        int largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Float.floatToRawIntBits(value) & EXPONENT);
        }
        return largest < EXPONENT;
    }

    /** A value computed for each channel and position. */
    @FunctionalInterface
    interface Element {
        /** The value at a channel and position. */
        double at(int channel, int position);
    }

    /** Planes of the same extent with computed values. */
    FeatureMaps map(Element element) {
        float[] result = new float[values.length];
        for (int k = 0; k < channels; k++) {
            for (int i = 0; i < area(); i++) {
                result[k * area() + i] = (float) element.at(k, i);
            }
        }
        return new FeatureMaps(channels, height, width, result);
    }

    /** Each plane times its channel's weight. */
    FeatureMaps weighted(double[] weights) {
        float[] result = new float[values.length];
        int area = area();
        for (int k = 0; k < channels; k++) {
            double weight = weights[k];
            for (int i = k * area; i < (k + 1) * area; i++) {
                result[i] = (float) (weight * values[i]);
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
