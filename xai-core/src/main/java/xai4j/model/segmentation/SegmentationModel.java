package xai4j.model.segmentation;

import xai4j.model.Model;

/** A model that scores every class at every place: {@link #predict} gives its maps as one row per image, and the layout reads them. */
public interface SegmentationModel extends Model {
    /** How the rows are read. */
    SegmentationLayout layout();
}
