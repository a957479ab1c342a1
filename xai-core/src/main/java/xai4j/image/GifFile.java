package xai4j.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Walks the blocks of a GIF file up to its first frame; comments, texts and the frames behind are left out. */
final class GifFile {
    private static final int HEADER = 13;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int FRAME = 0x2C;
    private static final int TRAILER = 0x3B;

    private GifFile() {}

    static ImageFile walk(byte[] raw) {
        Bytes file = Bytes.littleEndian(raw);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(raw.length);
        int at = HEADER + table(file.u8(10));
        kept.write(raw, 0, Math.min(at, raw.length));
        while (file.u8(at) == EXTENSION) {
            int end = endOfBlocks(file, at + 2);
            if (file.u8(at + 1) == GRAPHIC_CONTROL) {
                kept.write(raw, at, end - at);
            }
            at = end;
        }
        if (file.u8(at) != FRAME) {
            throw new IllegalArgumentException("it has no frame");
        }
        ImageCost cost = ImageCost.of(file.u16(at + 5), file.u16(at + 7), 8);
        // the descriptor, its colours, the size of the codes, the codes
        int end = Math.min(endOfBlocks(file, at + 10 + table(file.u8(at + 9)) + 1), raw.length);
        kept.write(raw, at, end - at);
        if (end < raw.length) {
            kept.write(TRAILER);
        }
        return new ImageFile(ImageFormat.GIF, ByteBuffer.wrap(kept.toByteArray()), cost, 1);
    }

    private static int table(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }

    /** Behind the empty block that ends a row of blocks, or the end of the file. */
    private static int endOfBlocks(Bytes file, int from) {
        int at = from;
        while (at < file.size() && file.u8(at) != 0) {
            at += file.u8(at) + 1;
        }
        return Math.min(at + 1, file.size());
    }
}
