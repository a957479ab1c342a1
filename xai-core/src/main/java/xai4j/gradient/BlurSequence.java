package xai4j.gradient;

import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.image.filter.SeparableFilter;

/**
 * An image under ever wider Gaussians, of deviations that grow by the same step, mirrored at the border. Each is made of the one before, by the Gaussian that
 * is missing between both: deviations add up as squares.
 */
final class BlurSequence {
    private final PixelPlanes planes;
    private final double[][] channels;
    private final double step;
    private int count;

    /**
     * Begins with the image itself.
     *
     * @param step by which the deviation grows, in pixels
     */
    BlurSequence(PreparedImage image, double step) {
        this.planes = PixelPlanes.of(image);
        this.step = step;
        this.channels = new double[planes.channels()][planes.area()];
        for (int channel = 0; channel < channels.length; channel++) {
            for (int pixel = 0; pixel < planes.area(); pixel++) {
                channels[channel][pixel] = image.tensor().at(planes.index(channel, pixel));
            }
        }
    }

    /** The next picture, in the model's own layout. */
    float[] next() {
        count++;
        // (k s)² − ((k − 1) s)²
        SeparableFilter filter = SeparableFilter.gaussian(step * Math.sqrt(2.0 * count - 1));
        float[] picture = new float[channels.length * planes.area()];
        for (int channel = 0; channel < channels.length; channel++) {
            channels[channel] = filter.apply(channels[channel], planes.width(), planes.height());
            for (int pixel = 0; pixel < planes.area(); pixel++) {
                picture[planes.index(channel, pixel)] = (float) channels[channel][pixel];
            }
        }
        return picture;
    }
}
