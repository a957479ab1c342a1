package xai4j.json;

import com.fasterxml.jackson.databind.module.SimpleModule;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** The JSON forms of tensors and segmentations. */
final class TensorModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    TensorModule() {
        addSerializer(new TensorJson.Writer());
        addDeserializer(Tensor.class, new TensorJson.Reader());
        addSerializer(new SegmentationJson.Writer());
        addDeserializer(Segmentation.class, new SegmentationJson.Reader());
    }
}
