package xai4j.coalition;

import java.util.List;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** Every region in its mean colour, averaged in double precision; not rounded to whole colours. */
record MeanFill() implements Fill {
    @Override
    public String name() {
        return "mean";
    }

    @Override
    public List<Tensor> pictures(PreparedImage image, Segmentation regions, long seed) {
        PixelPlanes planes = PixelPlanes.of(image);
        int[] ids = regions.ids();
        int[] areas = regions.areas();
        Tensor source = image.tensor();
        Tensor picture = Tensor.zeros(source.shape());
        for (int channel = 0; channel < planes.channels(); channel++) {
            double[] means = new double[areas.length];
            for (int pixel = 0; pixel < ids.length; pixel++) {
                means[ids[pixel]] += source.at(planes.index(channel, pixel));
            }
            for (int region = 0; region < means.length; region++) {
                means[region] /= areas[region];
            }
            for (int pixel = 0; pixel < ids.length; pixel++) {
                picture.set(planes.index(channel, pixel), (float) means[ids[pixel]]);
            }
        }
        return List.of(picture);
    }
}
