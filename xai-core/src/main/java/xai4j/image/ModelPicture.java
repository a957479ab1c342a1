package xai4j.image;

import java.awt.image.BufferedImage;
import xai4j.tensor.Tensor;

/** Turns a model's input back into a picture. */
final class ModelPicture {
    /** How far beyond 0…255 values may lie before the preprocessing is taken to be unknown and they are stretched. */
    private static final double TOLERANCE = 16;

    private ModelPicture() {}

    static BufferedImage of(PreparedImage image) {
        int width = image.input().width();
        int height = image.input().height();
        double[][] channels = new double[image.input().channels()][];
        for (int c = 0; c < channels.length; c++) {
            channels[c] = channel(image, c);
        }
        stretchIfForeign(channels);
        boolean bgr = image.preprocessing().order() == ChannelOrder.BGR;
        double[] red = channels[channels.length < 3 ? 0 : bgr ? 2 : 0];
        double[] green = channels[channels.length < 3 ? 0 : 1];
        double[] blue = channels[channels.length < 3 ? 0 : bgr ? 0 : 2];
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = Rasters.pixels(picture);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = component(red[i]) << 16 | component(green[i]) << 8 | component(blue[i]);
        }
        return picture;
    }

    private static double[] channel(PreparedImage image, int channel) {
        Tensor tensor = image.tensor();
        int area = image.input().width() * image.input().height();
        boolean planar = image.input().layout() == ImageLayout.NCHW;
        double[] values = new double[area];
        for (int i = 0; i < area; i++) {
            float value =
                    tensor.at(planar ? channel * area + i : i * image.input().channels() + channel);
            values[i] = denormalise(image.preprocessing(), channel, value);
        }
        return values;
    }

    private static double denormalise(Preprocessing how, int channel, float value) {
        boolean known = (how.mean().size() == 1 || channel < how.mean().size())
                && (how.std().size() == 1 || channel < how.std().size());
        return known ? how.denormalise(channel, value) : value;
    }

    private static void stretchIfForeign(double[][] channels) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double[] channel : channels) {
            for (double value : channel) {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        if ((min >= -TOLERANCE && max <= 255 + TOLERANCE) || !(max > min)) {
            return;
        }
        for (double[] channel : channels) {
            for (int i = 0; i < channel.length; i++) {
                channel[i] = (channel[i] - min) / (max - min) * 255;
            }
        }
    }

    private static int component(double value) {
        return (int) Math.rint(Math.max(0, Math.min(255, value)));
    }
}
