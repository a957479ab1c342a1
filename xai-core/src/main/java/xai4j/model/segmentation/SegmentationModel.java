package xai4j.model.segmentation;

import xai4j.model.Model;

/** A model that scores every class at every place: {@link #predict} gives its maps as one row per image, and the layout reads them. */
public interface SegmentationModel extends Model {
    /**
     * A segmentation made of a model, at the model's own levels.
     *
     * @param model one whose scores are the maps, one row per image
     * @param layout how they are read
     */
    static SegmentationModel of(Model model, SegmentationLayout layout) {
        return new LaidOutSegmentation(model, layout);
    }

    /** How the rows are read. */
    SegmentationLayout layout();
}
