package xai4j.onnx;

import xai4j.model.ForwardingModel;
import xai4j.model.Model;
import xai4j.model.segmentation.SegmentationLayout;
import xai4j.model.segmentation.SegmentationModel;

/** An ONNX model whose scores are maps of classes, and how they are read. */
final class OnnxSegmentation extends ForwardingModel implements SegmentationModel {
    private final OnnxModel model;
    private final SegmentationLayout layout;

    OnnxSegmentation(OnnxModel model, SegmentationLayout layout) {
        this.model = model;
        this.layout = layout;
    }

    @Override
    protected Model delegate() {
        return model;
    }

    @Override
    public SegmentationLayout layout() {
        return layout;
    }
}
