package xai4j.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One field of a protobuf message, exactly as it lies in the file.
 *
 * @param number field number
 * @param wire wire type: {@link #VARINT}, {@link #FIXED64}, {@link #BYTES} or {@link #FIXED32}
 * @param bits the value of a number
 * @param bytes the content of a {@link #BYTES} field, never moved by readers; empty for numbers
 */
record Field(int number, int wire, long bits, ByteBuffer bytes) {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    static Field number(int number, int wire, long bits) {
        return new Field(number, wire, bits, NONE);
    }

    static Field varint(int number, long value) {
        return number(number, VARINT, value);
    }

    static Field bytes(int number, ByteBuffer content) {
        return new Field(number, BYTES, 0, content);
    }

    static Field string(int number, String text) {
        return bytes(number, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    String text() {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
