package xai4j.explain;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.model.detection.DetectionModel;
import xai4j.model.segmentation.SegmentationModel;
import xai4j.tensor.Tensor;

/** What a target may look at to say what is explained. */
public final class TargetContext {
    private final Model model;
    private final PreparedImage image;
    private final Score score;
    private @Nullable Tensor own;

    /**
     * A context.
     *
     * @param model the model
     * @param image the image that is explained
     * @param score the kind of number that is explained
     */
    public TargetContext(Model model, PreparedImage image, Score score) {
        this.model = model;
        this.image = image;
        this.score = score;
    }

    /** The same where the image's scores {@code [1, K]} are known. */
    TargetContext knowing(Tensor scores) {
        own = scores;
        return this;
    }

    /** The model. */
    public Model model() {
        return model;
    }

    /** The image that is explained. */
    public PreparedImage image() {
        return image;
    }

    /** The kind of number that is explained. */
    public Score score() {
        return score;
    }

    /** The image's scores {@code [K]}; the model is asked once. */
    public float[] scores() {
        return table().row(0).toArray();
    }

    /** The image's scores {@code [1, K]} where a target has looked at them. */
    Optional<Tensor> known() {
        return Optional.ofNullable(own);
    }

    private Tensor table() {
        Tensor known = own;
        if (known == null) {
            known = model.predict(image.batch(), score);
            own = known;
        }
        return known;
    }

    /** Another image's scores {@code [K]}. */
    public float[] scores(PreparedImage other) {
        return model.predict(other.batch(), score).row(0).toArray();
    }

    /**
     * Checks that the model's scores are those of classes, or an embedding.
     *
     * @throws IllegalArgumentException if they are raw numbers of which objects or regions are made
     */
    void requireScores(Target target) {
        if (model.as(DetectionModel.class).isPresent()) {
            throw refusal(target, "a detector, whose targets are its detected objects: box:0, a label, boxes:0.5");
        }
        if (model.as(SegmentationModel.class).isPresent()) {
            throw refusal(target, "a segmentation, whose targets are regions: region:LABEL, region:LABEL@120,80");
        }
    }

    private IllegalArgumentException refusal(Target target, String instead) {
        return new IllegalArgumentException("the target " + target.text() + " is made of the scores of classes, and "
                + model.spec().name() + " is " + instead);
    }

    /** The model's labels; possibly none. */
    public List<String> labels() {
        return model.spec().labels();
    }
}
