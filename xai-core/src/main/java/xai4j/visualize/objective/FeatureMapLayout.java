package xai4j.visualize.objective;

import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.tensor.Shape;

/**
 * Where the values of a layer's feature maps lie for a batch, whatever the layer's own layout.
 *
 * @param images N
 * @param channels C
 * @param height rows of a map
 * @param width columns of a map
 * @param channelsFirst whether the layout is {@code [N, C, H, W]} rather than {@code [N, H, W, C]}
 */
record FeatureMapLayout(int images, int channels, int height, int width, boolean channelsFirst) {
    static FeatureMapLayout of(Layer layer, Shape values) {
        requireMap(layer);
        return layer.layout() == FeatureLayout.CHANNELS_FIRST
                ? new FeatureMapLayout(values.dim(0), values.dim(1), values.dim(2), values.dim(3), true)
                : new FeatureMapLayout(values.dim(0), values.dim(3), values.dim(1), values.dim(2), false);
    }

    /**
     * Number of channels of a layer.
     *
     * @throws IllegalArgumentException if it holds no maps
     */
    static int channels(Layer layer) {
        requireMap(layer);
        return layer.shape().dim(layer.layout() == FeatureLayout.CHANNELS_FIRST ? 1 : 3);
    }

    /** Refuses layers that hold no maps. */
    static void requireMap(Layer layer) {
        if (layer.layout() != FeatureLayout.CHANNELS_FIRST && layer.layout() != FeatureLayout.CHANNELS_LAST) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + " " + layer.shape() + " holds no feature maps to visualise");
        }
    }

    int area() {
        return height * width;
    }

    /** The position of a value. */
    int at(int image, int channel, int place) {
        return channelsFirst
                ? (image * channels + channel) * area() + place
                : (image * area() + place) * channels + channel;
    }
}
