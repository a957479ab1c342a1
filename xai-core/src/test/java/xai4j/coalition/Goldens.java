package xai4j.coalition;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import xai4j.io.Npy;
import xai4j.model.Scores;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** The reference results in {@code goldens/perturb}: see the README there. */
public final class Goldens {
    public static final int IMAGES = 3;
    public static final int REGIONS = 10;
    public static final int CLASSES = 5;
    /** The class that Captum's arrays explain, per image. */
    public static final int[] TARGETS = {0, 3, 1};

    private Goldens() {}

    public static Tensor floats(String name) {
        return Npy.readFloat(path(name));
    }

    public static Npy.Integers integers(String name) {
        return Npy.readInt(path(name));
    }

    public static Segmentation segments() {
        return Segmentation.of(32, 32, integers("segments").values());
    }

    /** The fully enumerated game of an image with all classes as targets; fill is {@code zero} or {@code segmean}. */
    public static Game logits(String fill, int image) {
        return table(floats("coalitions_" + fill).row(image));
    }

    public static Game probabilities(String fill, int image) {
        return table(Scores.softmax(floats("coalitions_" + fill).row(image)));
    }

    private static Game table(Tensor coalitionValues) {
        int classes = coalitionValues.shape().dim(1);
        return Game.of(REGIONS, classes, coalitions -> {
            double[] result = new double[coalitions.rows() * classes];
            for (int i = 0; i < result.length; i++) {
                result[i] = coalitionValues.at((int) coalitions.word(i / classes, 0) * classes + i % classes);
            }
            return result;
        });
    }

    private static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Goldens.class.getResource("/goldens/perturb/" + name + ".npy"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
