package xai4j.explain;

import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;

/**
 * What a target may look at to say what is explained.
 *
 * @param model the model
 * @param image the image that is explained
 * @param score the kind of number that is explained
 */
public record TargetContext(Model model, PreparedImage image, Score score) {
    /** The image's scores {@code [K]}. */
    public float[] scores() {
        return scores(image);
    }

    /** Another image's scores {@code [K]}. */
    public float[] scores(PreparedImage other) {
        return model.predict(other.batch(), score).row(0).toArray();
    }

    /** The model's labels; possibly none. */
    public List<String> labels() {
        return model.spec().labels();
    }
}
