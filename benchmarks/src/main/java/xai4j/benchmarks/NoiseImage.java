package xai4j.benchmarks;

import java.util.Random;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.ModelSpec;
import xai4j.tensor.Tensor;

/** An input of the right shape where only the cost counts. */
final class NoiseImage {
    private static final int SIDE = 224;

    private NoiseImage() {}

    /** Normal noise, the same each time; 224 pixels a side where the model leaves that open. */
    static PreparedImage of(ModelSpec spec) {
        ImageInput input = spec.input();
        ImageInput sized = input.isFixedSize() ? input : input.withSize(SIDE, SIDE);
        Tensor noise = Tensor.zeros(sized.imageShape());
        Random random = new Random(1);
        for (int i = 0; i < noise.size(); i++) {
            noise.set(i, (float) random.nextGaussian());
        }
        return PreparedImage.ofTensor(noise, sized, Preprocessing.imagenet());
    }
}
