package xai4j.model.segmentation;

import xai4j.model.LaidOutModel;
import xai4j.model.Model;

/** A model whose scores are maps of classes in a row. */
final class LaidOutSegmentation extends LaidOutModel<SegmentationLayout> implements SegmentationModel {
    LaidOutSegmentation(Model model, SegmentationLayout layout) {
        super(model, layout);
    }
}
