package xai4j.explain;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import xai4j.model.detection.BoundingBox;

/**
 * What was explained: a class, or another number made of a model's scores.
 *
 * @param index position in the model's scores, or {@link #NO_CLASS} where it is not the score of one class
 * @param label its name
 * @param score its value for the unperturbed image; of classes of the kind that {@link Provenance#score()} names
 * @param box where it is, in the pixels of the photograph (of the input, for an image given as a tensor); for detected objects only
 */
public record ExplainedTarget(int index, String label, double score, Optional<BoundingBox> box) {
    /** The index of what is not a class. */
    public static final int NO_CLASS = -1;

    /** Something that is no class, by name. */
    public static ExplainedTarget named(String label, double score) {
        return new ExplainedTarget(NO_CLASS, label, score);
    }

    /** Files of older versions hold no box. */
    public ExplainedTarget {
        box = Objects.requireNonNullElse(box, Optional.empty());
    }

    /** What has no place in the picture. */
    public ExplainedTarget(int index, String label, double score) {
        this(index, label, score, Optional.empty());
    }

    @Override
    public String toString() {
        String where = box.map(found -> " at " + found).orElse("");
        String number = index == NO_CLASS ? "" : " (class " + index + ")";
        return label + number + where + ", score " + String.format(Locale.ROOT, "%.4f", score);
    }
}
