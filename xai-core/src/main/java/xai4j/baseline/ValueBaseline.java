package xai4j.baseline;

import java.util.Arrays;
import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** One number everywhere in the model's input. */
record ValueBaseline(String name, float value) implements Baseline {
    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        float[] values = new float[image.tensor().size()];
        Arrays.fill(values, value);
        return List.of(Tensor.of(image.tensor().shape(), values));
    }
}
