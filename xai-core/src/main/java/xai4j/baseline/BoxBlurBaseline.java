package xai4j.baseline;

import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.image.filter.SeparableFilter;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** The image under three box filters of an eighth of its shorter side, together close to a Gaussian; the border is repeated. */
record BoxBlurBaseline() implements Baseline {
    private static final int PASSES = 3;
    private static final int SHARE = 8;

    @Override
    public String name() {
        return "box-blur";
    }

    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        int width = image.input().width();
        int height = image.input().height();
        SeparableFilter filter = SeparableFilter.box(Math.max(1, Math.min(height, width) / SHARE / 2));
        return List.of(FilteredPlanes.of(image, plane -> {
            double[] blurred = plane;
            for (int pass = 0; pass < PASSES; pass++) {
                blurred = filter.apply(blurred, width, height);
            }
            return blurred;
        }));
    }
}
