package xai4j.baseline;

import java.util.function.UnaryOperator;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.tensor.Tensor;

/** The image with every channel's plane changed by itself. */
final class FilteredPlanes {
    private FilteredPlanes() {}

    static Tensor of(PreparedImage image, UnaryOperator<double[]> filter) {
        PixelPlanes planes = PixelPlanes.of(image);
        Tensor picture = Tensor.zeros(image.tensor().shape());
        for (int channel = 0; channel < planes.channels(); channel++) {
            double[] plane = new double[planes.area()];
            for (int pixel = 0; pixel < plane.length; pixel++) {
                plane[pixel] = image.tensor().at(planes.index(channel, pixel));
            }
            double[] changed = filter.apply(plane);
            for (int pixel = 0; pixel < changed.length; pixel++) {
                picture.set(planes.index(channel, pixel), (float) changed[pixel]);
            }
        }
        return picture;
    }
}
