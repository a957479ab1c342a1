package xai4j.baseline;

import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** Every region in its mean colour, averaged in double precision; not rounded to whole colours. */
record MeanBaseline() implements Baseline {
    @Override
    public String name() {
        return "mean";
    }

    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        int[] ids = regions.ids();
        int[] areas = regions.areas();
        return List.of(FilteredPlanes.of(image, plane -> {
            double[] means = new double[areas.length];
            for (int pixel = 0; pixel < ids.length; pixel++) {
                means[ids[pixel]] += plane[pixel];
            }
            for (int region = 0; region < means.length; region++) {
                means[region] /= areas[region];
            }
            for (int pixel = 0; pixel < ids.length; pixel++) {
                plane[pixel] = means[ids[pixel]];
            }
            return plane;
        }));
    }
}
