package xai4j.onnx;

import xai4j.model.ForwardingModel;
import xai4j.model.Model;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.DetectionModel;
import xai4j.model.segmentation.SegmentationLayout;
import xai4j.model.segmentation.SegmentationModel;

/** An ONNX model whose scores are raw outputs, and how these are read. */
abstract class ReadModel<L> extends ForwardingModel {
    private final OnnxModel model;
    private final L layout;

    private ReadModel(OnnxModel model, L layout) {
        this.model = model;
        this.layout = layout;
    }

    @Override
    protected Model delegate() {
        return model;
    }

    /** How the raw outputs are read. */
    public L layout() {
        return layout;
    }

    /** Its outputs are boxes. */
    static final class Detector extends ReadModel<DetectionLayout> implements DetectionModel {
        Detector(OnnxModel model, DetectionLayout layout) {
            super(model, layout);
        }
    }

    /** Its outputs are maps of classes. */
    static final class Segmentation extends ReadModel<SegmentationLayout> implements SegmentationModel {
        Segmentation(OnnxModel model, SegmentationLayout layout) {
            super(model, layout);
        }
    }
}
