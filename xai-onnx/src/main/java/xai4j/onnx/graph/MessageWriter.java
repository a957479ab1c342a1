package xai4j.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xai4j.model.ModelException;

/** Writes a protobuf message; large contents are referred to until the whole is put together, once. */
final class MessageWriter {
    private static final int COPY_BELOW = 1024;
    private static final int FIRST = 128;
    private static final long LIMIT = Integer.MAX_VALUE;

    private final List<ByteBuffer> parts = new ArrayList<>();
    private byte[] tail = new byte[FIRST];
    private int used;
    private long flushed;

    MessageWriter varint(int number, long value) {
        return field(Field.varint(number, value));
    }

    MessageWriter string(int number, String text) {
        return field(Field.string(number, text));
    }

    /** Writes nothing for an empty text. */
    MessageWriter text(int number, String text) {
        return text.isEmpty() ? this : string(number, text);
    }

    MessageWriter strings(int number, List<String> texts) {
        texts.forEach(text -> string(number, text));
        return this;
    }

    MessageWriter fields(List<Field> fields) {
        fields.forEach(this::field);
        return this;
    }

    MessageWriter field(Field field) {
        raw((long) field.number() << 3 | field.wire());
        switch (field.wire()) {
            case Field.VARINT -> raw(field.bits());
            case Field.FIXED64 -> fixed(field.bits(), Long.BYTES);
            case Field.FIXED32 -> fixed(field.bits(), Integer.BYTES);
            default -> {
                raw(field.bytes().remaining());
                content(field.bytes().duplicate());
            }
        }
        return this;
    }

    MessageWriter message(int number, MessageWriter child) {
        raw((long) number << 3 | Field.BYTES);
        raw(child.size());
        child.parts.forEach(this::content);
        content(ByteBuffer.wrap(child.tail, 0, child.used));
        return this;
    }

    private void content(ByteBuffer content) {
        if (content.remaining() < COPY_BELOW) {
            int length = content.remaining();
            reserve(length);
            content.duplicate().get(tail, used, length);
            used += length;
            return;
        }
        flush();
        parts.add(content.duplicate());
        flushed += content.remaining();
    }

    private void reserve(int more) {
        if (used + more > tail.length) {
            tail = Arrays.copyOf(tail, Math.max(used + more, 2 * tail.length));
        }
    }

    private void write(long bits) {
        reserve(1);
        tail[used++] = (byte) bits;
    }

    private void flush() {
        if (used > 0) {
            parts.add(ByteBuffer.wrap(Arrays.copyOf(tail, used)));
            flushed += used;
            used = 0;
        }
    }

    private void raw(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        write(rest);
    }

    private void fixed(long bits, int width) {
        for (int i = 0; i < width; i++) {
            write(bits >>> 8 * i);
        }
    }

    private long size() {
        return flushed + used;
    }

    /** The message as one field's content. */
    ByteBuffer toBuffer() {
        return copyTo(ByteBuffer.allocate(checkedSize()));
    }

    /** The message in direct memory, for an engine. */
    ByteBuffer toDirectBuffer() {
        return copyTo(ByteBuffer.allocateDirect(checkedSize()));
    }

    private int checkedSize() {
        if (size() > LIMIT) {
            throw new ModelException("a model of " + size() + " bytes does not fit one protobuf message (2 GiB);"
                    + " keep its weights as external data");
        }
        return (int) size();
    }

    private ByteBuffer copyTo(ByteBuffer target) {
        flush();
        parts.forEach(part -> target.put(part.duplicate()));
        return target.flip().order(ByteOrder.LITTLE_ENDIAN);
    }
}
