package xai4j.model.detection;

import xai4j.model.LaidOutModel;
import xai4j.model.Model;

/** A model whose scores are a detector's raw outputs. */
final class LaidOutDetector extends LaidOutModel<DetectionLayout> implements DetectionModel {
    LaidOutDetector(Model model, DetectionLayout layout) {
        super(model, layout);
    }
}
