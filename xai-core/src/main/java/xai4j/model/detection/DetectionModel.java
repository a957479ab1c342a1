package xai4j.model.detection;

import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;

/** A model that finds objects: {@link #predict} gives its raw outputs, one row per image, and the layout reads them. */
public interface DetectionModel extends Model {
    /**
     * A detector made of a model, at the model's own levels.
     *
     * @param model one whose scores are the raw outputs, one row per image; it stays the caller's to close
     * @param layout how they are read
     */
    static DetectionModel of(Model model, DetectionLayout layout) {
        return new LaidOutDetector(model, layout);
    }

    /** How the raw outputs are read. */
    DetectionLayout layout();

    /**
     * The objects in an image.
     *
     * @return the surest first, boxes in the pixels of the photograph (of the input, for an image given as a tensor)
     */
    default List<Detection> detect(PreparedImage image) {
        float[] raw = predict(image.batch(), Score.OUTPUT).row(0).toArray();
        return layout().detect(raw).stream()
                .map(found -> found.onPhotograph(image.mapping()))
                .toList();
    }
}
