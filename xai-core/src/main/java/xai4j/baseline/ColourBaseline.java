package xai4j.baseline;

import java.util.List;
import xai4j.image.ChannelOrder;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** One colour everywhere, components 0…255, normalised as photographs are. */
record ColourBaseline(String name, double red, double green, double blue) implements Baseline {
    private static final int RGB_CHANNELS = 3;

    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        PixelPlanes planes = PixelPlanes.of(image);
        Tensor picture = Tensor.zeros(image.tensor().shape());
        for (int channel = 0; channel < planes.channels(); channel++) {
            float value = image.preprocessing()
                    .normalise(channel, component(planes.channels(), image.preprocessing(), channel));
            for (int pixel = 0; pixel < planes.area(); pixel++) {
                picture.set(planes.index(channel, pixel), value);
            }
        }
        return List.of(picture);
    }

    private double component(int channels, Preprocessing how, int channel) {
        if (channels != RGB_CHANNELS) {
            return 0.299 * red + 0.587 * green + 0.114 * blue;
        }
        return switch (how.order() == ChannelOrder.RGB ? channel : RGB_CHANNELS - 1 - channel) {
            case 0 -> red;
            case 1 -> green;
            default -> blue;
        };
    }
}
