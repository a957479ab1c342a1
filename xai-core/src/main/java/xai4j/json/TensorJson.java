package xai4j.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Tensors as {@code {"shape": […], "float32": "…"}}: the elements row by row, four bytes each, the lowest first, in Base64 (RFC 4648). Schema
 * 1 had {@code "values": […]} in place of it, which is still read.
 */
final class TensorJson {
    private static final String SHAPE = "shape";
    private static final String BYTES = "float32";
    private static final String NUMBERS = "values";

    private TensorJson() {}

    static final class Writer extends StdSerializer<Tensor> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(Tensor.class);
        }

        @Override
        public void serialize(Tensor tensor, JsonGenerator out, SerializerProvider provider) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(tensor.size(), Float.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(tensor.buffer());
            out.writeStartObject();
            out.writeFieldName(SHAPE);
            out.writeArray(tensor.shape().dims(), 0, tensor.shape().rank());
            // as text: a tree of nodes would keep the bytes as they are and lose that they were asked for in Base64
            out.writeStringField(BYTES, java.util.Base64.getEncoder().encodeToString(bytes.array()));
            out.writeEndObject();
        }
    }

    static final class Reader extends StdDeserializer<Tensor> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(Tensor.class);
        }

        @Override
        public Tensor deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode node = in.readValueAsTree();
            Shape shape = Shape.of(IntegersJson.of(node, SHAPE));
            return Tensor.of(shape, node.has(BYTES) ? decoded(node.path(BYTES)) : numbers(node.path(NUMBERS)));
        }

        private static float[] decoded(JsonNode text) throws IOException {
            byte[] bytes = text.binaryValue();
            if (bytes == null || bytes.length % Float.BYTES != 0) {
                throw new IllegalArgumentException("\"" + BYTES + "\" of a tensor is no row of float32 in Base64");
            }
            float[] floats = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(floats);
            return floats;
        }

        private static float[] numbers(JsonNode values) {
            if (!values.isArray()) {
                throw new IllegalArgumentException(
                        "a tensor has neither \"" + BYTES + "\" nor \"" + NUMBERS + "\", or not as an array");
            }
            float[] floats = new float[values.size()];
            for (int i = 0; i < floats.length; i++) {
                JsonNode value = values.get(i);
                if (!value.isNumber() && !value.isTextual()) {
                    throw new IllegalArgumentException("element " + i + " of a tensor is no number");
                }
                floats[i] = value.isTextual() ? Float.parseFloat(value.textValue()) : value.floatValue();
            }
            return floats;
        }
    }
}
