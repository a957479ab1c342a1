package xai4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Unsigned numbers and tags at positions of a file; what lies beyond its end throws {@link IndexOutOfBoundsException}. */
final class Bytes {
    private final ByteBuffer buffer;

    private Bytes(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    static Bytes bigEndian(byte[] file) {
        return new Bytes(ByteBuffer.wrap(file));
    }

    static Bytes littleEndian(byte[] file) {
        return new Bytes(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** A part, with positions counted from its beginning; cut off where the file ends. */
    Bytes slice(int from, long length) {
        int start = Math.min(from, size());
        ByteBuffer part = buffer.slice(start, (int) Math.max(0, Math.min(length, size() - start)));
        return new Bytes(part.order(buffer.order()));
    }

    /** The same bytes, read in the order that TIFF's first two bytes say. */
    Bytes inTiffOrder() {
        return new Bytes(
                buffer.duplicate().order(startsWith(0, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN));
    }

    int size() {
        return buffer.capacity();
    }

    int u8(int at) {
        return buffer.get(at) & 0xFF;
    }

    int u16(int at) {
        return buffer.getShort(at) & 0xFFFF;
    }

    int u24(int at) {
        return u8(at) | u8(at + 1) << 8 | u8(at + 2) << 16;
    }

    long u32(int at) {
        return buffer.getInt(at) & 0xFFFF_FFFFL;
    }

    int i32(int at) {
        return buffer.getInt(at);
    }

    /** Whether these characters of Latin-1 stand here. */
    boolean startsWith(int at, String tag) {
        byte[] wanted = tag.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < wanted.length; i++) {
            if (at + i >= size() || buffer.get(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code length} bytes from here are all there. */
    boolean has(long at, long length) {
        return at >= 0 && length >= 0 && at + length <= size();
    }
}
