package xai4j.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Puts PNG files together for tests. */
final class PngChunks {
    private static final int BEHIND_HEADER = 33;

    private PngChunks() {}

    static byte[] chunk(String type, byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(JpegSegments.text(type));
        sum.update(content);
        return ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(JpegSegments.text(type))
                .put(content)
                .putInt((int) sum.getValue())
                .array();
    }

    /** The file with chunks behind its header. */
    static byte[] inserted(byte[] png, byte[]... chunks) {
        return JpegSegments.joined(
                Arrays.copyOf(png, BEHIND_HEADER),
                JpegSegments.joined(chunks),
                Arrays.copyOfRange(png, BEHIND_HEADER, png.length));
    }

    /** So many zeros, deflated. */
    static byte[] zeros(long count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            byte[] block = new byte[1 << 16];
            for (long left = count; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        return bytes.toByteArray();
    }

    /** An image of one channel and one colour. */
    static byte[] grey(int width, int height, int bits) throws IOException {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) bits)
                .array();
        long row = 1 + ((long) width * bits + 7) / 8;
        return JpegSegments.joined(
                JpegSegments.text("\u0089PNG\r\n\u001A\n"),
                chunk("IHDR", header),
                chunk("IDAT", zeros(row * height)),
                chunk("IEND", new byte[0]));
    }
}
