package xai4j.baseline;

import java.util.List;
import java.util.function.BiFunction;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** A user's own baseline. */
record FunctionBaseline(String name, BiFunction<PreparedImage, Segmentation, List<Tensor>> function)
        implements Baseline {
    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        return function.apply(image, regions);
    }
}
