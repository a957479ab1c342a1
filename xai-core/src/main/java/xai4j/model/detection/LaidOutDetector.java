package xai4j.model.detection;

import xai4j.model.ForwardingModel;
import xai4j.model.Model;

/** A model whose scores are a detector's raw outputs, and how they are read. */
final class LaidOutDetector extends ForwardingModel implements DetectionModel {
    private final Model model;
    private final DetectionLayout layout;

    LaidOutDetector(Model model, DetectionLayout layout) {
        this.model = model;
        this.layout = layout;
    }

    @Override
    protected Model delegate() {
        return model;
    }

    @Override
    public DetectionLayout layout() {
        return layout;
    }
}
