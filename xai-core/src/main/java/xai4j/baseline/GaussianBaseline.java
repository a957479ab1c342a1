package xai4j.baseline;

import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.image.filter.SeparableFilter;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** The image under a Gaussian, mirrored at the border; 0 chooses the deviation by size. */
record GaussianBaseline(double sigma) implements Baseline {
    private static final double SIGMA_PER_SIDE = 10.0 / 224;

    @Override
    public String name() {
        return sigma == 0 ? "blur" : "blur:" + BaselineText.number(sigma);
    }

    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        int width = image.input().width();
        int height = image.input().height();
        SeparableFilter filter = SeparableFilter.gaussian(sigma > 0 ? sigma : SIGMA_PER_SIDE * Math.max(width, height));
        return List.of(FilteredPlanes.of(image, plane -> filter.apply(plane, width, height)));
    }
}
