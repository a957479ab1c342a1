package xai4j.onnx;

import xai4j.model.ForwardingModel;
import xai4j.model.Model;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.DetectionModel;

/** An ONNX detector: the model whose scores are its raw outputs, and how they are read. */
final class OnnxDetector extends ForwardingModel implements DetectionModel {
    private final OnnxModel model;
    private final DetectionLayout layout;

    OnnxDetector(OnnxModel model, DetectionLayout layout) {
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
