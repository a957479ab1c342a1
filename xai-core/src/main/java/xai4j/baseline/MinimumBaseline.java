package xai4j.baseline;

import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** The smallest number of the image's input everywhere, which stands for black in pixel flipping. */
record MinimumBaseline() implements Baseline {
    @Override
    public String name() {
        return "minimum";
    }

    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        float least = image.tensor().at(0);
        for (int i = 1; i < image.tensor().size(); i++) {
            least = Math.min(least, image.tensor().at(i));
        }
        return new ValueBaseline(name(), least).images(image, regions, seed);
    }
}
