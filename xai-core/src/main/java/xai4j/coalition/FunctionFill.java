package xai4j.coalition;

import java.util.List;
import java.util.function.BiFunction;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** A user's own fill. */
record FunctionFill(String name, BiFunction<PreparedImage, Segmentation, List<Tensor>> function) implements Fill {
    @Override
    public List<Tensor> pictures(PreparedImage image, Segmentation regions, long seed) {
        return function.apply(image, regions);
    }
}
