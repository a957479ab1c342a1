package xai4j.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** JSON forms of tensors ({@code {"shape": […], "values": […]}}) and segmentations. */
final class TensorModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    TensorModule() {
        addSerializer(new TensorWriter());
        addDeserializer(Tensor.class, new TensorReader());
        addSerializer(new SegmentationWriter());
        addDeserializer(Segmentation.class, new SegmentationReader());
    }

    private static final class TensorWriter extends StdSerializer<Tensor> {
        private static final long serialVersionUID = 1L;

        TensorWriter() {
            super(Tensor.class);
        }

        @Override
        public void serialize(Tensor tensor, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject();
            out.writeFieldName("shape");
            out.writeArray(tensor.shape().dims(), 0, tensor.shape().rank());
            out.writeArrayFieldStart("values");
            for (int i = 0; i < tensor.size(); i++) {
                out.writeNumber(tensor.at(i));
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    private static final class TensorReader extends StdDeserializer<Tensor> {
        private static final long serialVersionUID = 1L;

        TensorReader() {
            super(Tensor.class);
        }

        @Override
        public Tensor deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode node = in.readValueAsTree();
            JsonNode values = node.required("values");
            float[] floats = new float[values.size()];
            for (int i = 0; i < floats.length; i++) {
                JsonNode value = values.get(i);
                floats[i] = value.isTextual() ? Float.parseFloat(value.textValue()) : value.floatValue();
            }
            return Tensor.of(Shape.of(integers(node.required("shape"))), floats);
        }
    }

    private static final class SegmentationWriter extends StdSerializer<Segmentation> {
        private static final long serialVersionUID = 1L;

        SegmentationWriter() {
            super(Segmentation.class);
        }

        @Override
        public void serialize(Segmentation regions, JsonGenerator out, SerializerProvider provider) throws IOException {
            int[] ids = regions.ids();
            out.writeStartObject();
            out.writeNumberField("width", regions.width());
            out.writeNumberField("height", regions.height());
            out.writeFieldName("ids");
            out.writeArray(ids, 0, ids.length);
            out.writeEndObject();
        }
    }

    private static final class SegmentationReader extends StdDeserializer<Segmentation> {
        private static final long serialVersionUID = 1L;

        SegmentationReader() {
            super(Segmentation.class);
        }

        @Override
        public Segmentation deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode node = in.readValueAsTree();
            return Segmentation.of(
                    node.required("width").intValue(),
                    node.required("height").intValue(),
                    integers(node.required("ids")));
        }
    }

    private static int[] integers(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }
}
