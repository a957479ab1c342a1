package xai4j.model;

import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Where the values of a layer's feature maps lie for a batch, whatever the layer's own layout.
 *
 * @param images N
 * @param channels C
 * @param height rows of a map
 * @param width columns of a map
 * @param skip values per channel that stand before the map: tokens without a place
 * @param channelsFirst whether the layout is {@code [N, C, H, W]} rather than {@code [N, skip + H · W, C]}
 */
public record FeatureMapLayout(int images, int channels, int height, int width, int skip, boolean channelsFirst) {
    /**
     * The layout of a layer's values.
     *
     * @param values their shape, batch axis first
     * @throws IllegalArgumentException if the layer holds no maps
     */
    public static FeatureMapLayout of(Layer layer, Shape values) {
        if (!layer.layout().isMap()) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + " " + layer.shape() + " holds no feature maps");
        }
        return layer.layout() == FeatureLayout.CHANNELS_FIRST
                ? new FeatureMapLayout(values.dim(0), values.dim(1), values.dim(2), values.dim(3), 0, true)
                : new FeatureMapLayout(values.dim(0), values.dim(3), values.dim(1), values.dim(2), 0, false);
    }

    /**
     * The layout of tokens that lie on a grid.
     *
     * @param values {@code [N, T, C]}
     */
    public static FeatureMapLayout of(TokenGrid grid, Shape values) {
        return new FeatureMapLayout(values.dim(0), values.dim(2), grid.height(), grid.width(), grid.skip(), false);
    }

    /** Positions per map. */
    public int area() {
        return height * width;
    }

    /** The index of a value. */
    public int at(int image, int channel, int place) {
        return channelsFirst
                ? (image * channels + channel) * area() + place
                : (image * (skip + area()) + skip + place) * channels + channel;
    }

    /** The maps as {@code [N, C, H, W]}; the values themselves where they lie so. */
    public Tensor planar(Tensor values) {
        if (channelsFirst) {
            return values;
        }
        Tensor planes = Tensor.zeros(Shape.of(images, channels, height, width));
        for (int image = 0; image < images; image++) {
            for (int place = 0; place < area(); place++) {
                int from = at(image, 0, place);
                for (int channel = 0; channel < channels; channel++) {
                    planes.set((image * channels + channel) * area() + place, values.at(from + channel));
                }
            }
        }
        return planes;
    }
}
