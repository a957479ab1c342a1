package xai4j.cam;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import xai4j.image.ImageInput;
import xai4j.model.FeatureLayout;
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
    private final Planes planes;
    private volatile float @Nullable [] values;
    private volatile double @Nullable [] sums;

    private FeatureMaps(int channels, int height, int width, Planes planes) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.planes = planes;
    }

    /** Where planes come from, one at a time: what needs no more than sums over them is done without a copy of all. */
    @FunctionalInterface
    private interface Planes {
        /** Writes a channel's values; false where all of them are zero, and then writes nothing. */
        boolean read(int channel, float[] plane);

        /** The sum of a channel's values; the array may be written. */
        default double sum(int channel, float[] plane) {
            return read(channel, plane) ? FeatureMaps.sum(plane) : 0;
        }

        /** Whether the values of so many channels of so many positions are finite. */
        default boolean isFinite(int channels, int area) {
            float[] plane = new float[area];
            float[] zeros = new float[area];
            for (int k = 0; k < channels; k++) {
                if (read(k, plane)) {
                    addZeros(plane, area, zeros);
                }
            }
            return isZero(zeros);
        }
    }

    /** Adds zero times some numbers: nothing where they are finite, else what is no number, and stays so whatever is added. */
    private static void addZeros(float[] values, int count, float[] zeros) {
        for (int i = 0; i < count; i++) {
            zeros[i] += 0f * values[i];
        }
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Planes that lie one behind the other. */
    private static final class Stored implements Planes {
        /** Numbers that are read at once: few enough for the nearest cache, and more than a small plane. */
        private static final int PIECE = 2048;

        private final FloatBuffer values;

        Stored(FloatBuffer values) {
            this.values = values;
        }

        @Override
        public boolean read(int channel, float[] plane) {
            values.get(channel * plane.length, plane);
            return true;
        }

        @Override
        public boolean isFinite(int channels, int area) {
            float[] piece = new float[PIECE];
            float[] zeros = new float[PIECE];
            int size = channels * area;
            for (int from = 0; from < size; from += PIECE) {
                int count = Math.min(PIECE, size - from);
                values.get(from, piece, 0, count);
                addZeros(piece, count, zeros);
            }
            return isZero(zeros);
        }
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
        FloatBuffer planes = layout.planar(entry.reshape(values)).buffer();
        return new FeatureMaps(layout.channels(), layout.height(), layout.width(), new Stored(planes));
    }

    /**
     * The gradient that belongs to one image's activations.
     *
     * @param entry the gradient without batch axis: of the activations' shape, or {@code [K, 1, 1]} where it is the same at all positions of a channel
     */
    static FeatureMaps gradient(Layer layer, Tensor entry, FeatureMaps activations, ImageInput input) {
        boolean uniform = layer.layout() == FeatureLayout.CHANNELS_FIRST
                && entry.shape().equals(Shape.of(activations.channels, 1, 1));
        return uniform
                ? new FeatureMaps(
                        activations.channels, activations.height, activations.width, new Uniform(entry.toArray()))
                : of(layer, entry, input);
    }

    /** Planes of one value each. */
    private static final class Uniform implements Planes {
        private final float[] values;

        Uniform(float[] values) {
            this.values = values;
        }

        @Override
        public boolean read(int channel, float[] plane) {
            if (values[channel] == 0) {
                return false;
            }
            Arrays.fill(plane, values[channel]);
            return true;
        }

        /** Exactly what adding up gives: a double has room for some hundred million times a float. */
        @Override
        public double sum(int channel, float[] plane) {
            return (double) values[channel] * plane.length;
        }

        @Override
        public boolean isFinite(int channels, int area) {
            float[] zeros = new float[channels];
            addZeros(values, channels, zeros);
            return isZero(zeros);
        }
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
        return values()[channel * area() + position];
    }

    /** The mean over a channel's positions. */
    public double mean(int channel) {
        return sum(channel) / area();
    }

    /** The sum over a channel's positions. */
    public double sum(int channel) {
        return sums()[channel];
    }

    /** Whether all values are finite. */
    boolean isFinite() {
        return planes.isFinite(channels, area());
    }

    private float[] values() {
        float[] known = values;
        if (known == null) {
            known = new float[channels * area()];
            float[] plane = new float[area()];
            for (int k = 0; k < channels; k++) {
                if (planes.read(k, plane)) {
                    System.arraycopy(plane, 0, known, k * plane.length, plane.length);
                }
            }
            values = known;
        }
        return known;
    }

    /** Sums of the planes. */
    private double[] sums() {
        double[] known = sums;
        if (known == null) {
            known = new double[channels];
            float[] plane = new float[area()];
            for (int k = 0; k < channels; k++) {
                known[k] = planes.sum(k, plane);
            }
            sums = known;
        }
        return known;
    }

    /** Four sums side by side, as each addition waits for the one before. */
    private static double sum(float[] plane) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < plane.length; i += 4) {
            a += plane[i];
            b += plane[i + 1];
            c += plane[i + 2];
            d += plane[i + 3];
        }
        for (; i < plane.length; i++) {
            a += plane[i];
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
        float[] result = new float[channels * area()];
        for (int k = 0; k < channels; k++) {
            for (int i = 0; i < area(); i++) {
                result[k * area() + i] = (float) element.at(k, i);
            }
        }
        return new FeatureMaps(channels, height, width, (channel, plane) -> {
            System.arraycopy(result, channel * plane.length, plane, 0, plane.length);
            return true;
        });
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
        float[] rounded = new float[channels];
        for (int k = 0; k < channels; k++) {
            rounded[k] = (float) weights[k];
        }
        return new FeatureMaps(channels, height, width, (channel, plane) -> {
            if (rounded[channel] == 0 || !planes.read(channel, plane)) {
                return false;
            }
            for (int i = 0; i < plane.length; i++) {
                plane[i] *= rounded[channel];
            }
            return true;
        });
    }

    /** The sum over the channels, position by position. */
    float[] total() {
        double[] sums = new double[area()];
        float[] plane = new float[area()];
        for (int k = 0; k < channels; k++) {
            if (planes.read(k, plane)) {
                for (int i = 0; i < plane.length; i++) {
                    sums[i] += plane[i];
                }
            }
        }
        float[] total = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            total[i] = (float) sums[i];
        }
        return total;
    }
}
