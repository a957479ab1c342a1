package xai4j.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Walks the chunks of a WebP file; profiles and texts are left out, and of an animation everything but the first frame. */
final class WebpFile {
    private static final int HEADER = 12;
    private static final int FRAME_HEADER = 16;
    private static final int ALPHA_FLAG = 0x10;

    private final byte[] raw;
    private final Bytes file;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int width;
    private int height;
    private boolean alpha;
    private boolean lossless;
    private int orientation = 1;

    private WebpFile(byte[] raw) {
        this.raw = raw;
        this.file = Bytes.littleEndian(raw);
    }

    static ImageFile walk(byte[] raw) {
        return new WebpFile(raw).walk();
    }

    private ImageFile walk() {
        chunks(HEADER, raw.length);
        if (width == 0) {
            throw new IllegalArgumentException("it has no frame");
        }
        // the decoder's planes and its picture
        ImageCost cost = ImageCost.of(width, height, 32 + 24);
        return new ImageFile(ImageFormat.WEBP, still(), cost, orientation);
    }

    private void chunks(int from, int to) {
        int at = from;
        while (at + 8 <= to) {
            long length = file.u32(at + 4);
            int end = (int) Math.min(to, at + 8 + length);
            chunk(at, end);
            at = (int) Math.min(to, at + 8 + length + length % 2);
        }
    }

    private void chunk(int at, int end) {
        if (file.startsWith(at, "EXIF")) {
            int block = file.startsWith(at + 8, "Exif\0\0") ? at + 14 : at + 8;
            orientation = Orientation.tag(file.slice(block, end - block));
        } else if (width > 0) {
            return;
        } else if (file.startsWith(at, "ANMF")) {
            kept.reset();
            chunks(at + 8 + FRAME_HEADER, end);
        } else if (file.startsWith(at, "ALPH")) {
            alpha = true;
            keep(at, end);
        } else if (file.startsWith(at, "VP8 ")) {
            width = file.u16(at + 14) & 0x3FFF;
            height = file.u16(at + 16) & 0x3FFF;
            keep(at, end);
        } else if (file.startsWith(at, "VP8L")) {
            int bits = file.i32(at + 9);
            width = (bits & 0x3FFF) + 1;
            height = (bits >> 14 & 0x3FFF) + 1;
            alpha = (bits & 1 << 28) != 0;
            lossless = true;
            keep(at, end);
        }
    }

    private void keep(int at, int end) {
        kept.write(raw, at, end - at);
        if ((end - at) % 2 != 0) {
            kept.write(0);
        }
    }

    /** A file of the frame alone. */
    private ByteBuffer still() {
        boolean extended = alpha && !lossless;
        ByteBuffer out =
                ByteBuffer.allocate(HEADER + (extended ? 18 : 0) + kept.size()).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(out.capacity() - 8).put(ascii("WEBP"));
        if (extended) {
            out.put(ascii("VP8X")).putInt(10).putInt(ALPHA_FLAG);
            put24(out, width - 1);
            put24(out, height - 1);
        }
        return out.put(kept.toByteArray());
    }

    private static void put24(ByteBuffer out, int value) {
        out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
