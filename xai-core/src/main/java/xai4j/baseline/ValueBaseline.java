package xai4j.baseline;

import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** One number everywhere in the model's input. */
record ValueBaseline(String name, float value) implements Baseline {
    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        Tensor picture = Tensor.zeros(image.tensor().shape());
        for (int i = 0; i < picture.size(); i++) {
            picture.set(i, value);
        }
        return List.of(picture);
    }
}
