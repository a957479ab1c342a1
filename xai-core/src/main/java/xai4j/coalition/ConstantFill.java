package xai4j.coalition;

import java.util.List;
import xai4j.image.ChannelOrder;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** One colour everywhere. */
record ConstantFill(String name, Colour colour) implements Fill {
    /** The value of a channel of the model's input. */
    @FunctionalInterface
    interface Colour {
        float of(PreparedImage image, int channel);
    }

    static Fill colour(String name, double red, double green, double blue) {
        double luma = 0.299 * red + 0.587 * green + 0.114 * blue;
        return new ConstantFill(name, (image, channel) -> {
            Preprocessing how = image.preprocessing();
            if (image.input().channels() != 3) {
                return how.normalise(channel, luma);
            }
            int component = how.order() == ChannelOrder.RGB ? channel : 2 - channel;
            return how.normalise(channel, component == 0 ? red : component == 1 ? green : blue);
        });
    }

    static Fill rgb(String[] components) {
        if (components.length != 3) {
            throw new NumberFormatException("three components are needed");
        }
        return Fill.rgb(
                Double.parseDouble(components[0]),
                Double.parseDouble(components[1]),
                Double.parseDouble(components[2]));
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    @Override
    public List<Tensor> pictures(PreparedImage image, Segmentation regions, long seed) {
        PixelPlanes planes = PixelPlanes.of(image);
        Tensor picture = Tensor.zeros(image.tensor().shape());
        for (int channel = 0; channel < planes.channels(); channel++) {
            float value = colour.of(image, channel);
            for (int pixel = 0; pixel < planes.area(); pixel++) {
                picture.set(planes.index(channel, pixel), value);
            }
        }
        return List.of(picture);
    }
}
