package xai4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the header of a BMP file. */
final class BmpFile {
    private static final int OLD_HEADER = 12;
    private static final int COLOR_SPACE = 14 + 56;
    private static final int V4_HEADER = 108;
    private static final int SRGB = 0x7352_4742;
    private static final int JPEG = 4;
    private static final int PNG = 5;

    private BmpFile() {}

    static ImageFile walk(byte[] raw, String name) {
        Bytes file = Bytes.littleEndian(raw);
        long header = file.u32(14);
        boolean old = header == OLD_HEADER;
        int width = old ? file.u16(18) : file.i32(18);
        int height = old ? file.u16(20) : file.i32(22);
        int bits = file.u16(old ? 24 : 28);
        long compression = old ? 0 : file.u32(30);
        if (compression == JPEG || compression == PNG) {
            throw new ImageException("image " + name + " is a BMP file with a " + (compression == PNG ? "PNG" : "JPEG")
                    + " inside; save it as one of the two");
        }
        if (width < 1 || height == 0 || height == Integer.MIN_VALUE) {
            throw new IllegalArgumentException("its size is " + width + "×" + height);
        }
        ByteBuffer pixels = ByteBuffer.wrap(raw);
        if (header >= V4_HEADER && raw.length >= COLOR_SPACE + 4) {
            // a profile, whole or not, within the file or beside it, has no say
            pixels = ByteBuffer.wrap(raw.clone()).order(ByteOrder.LITTLE_ENDIAN).putInt(COLOR_SPACE, SRGB);
        }
        return new ImageFile(ImageFormat.BMP, pixels, ImageCost.of(width, Math.abs(height), bits), 1);
    }
}
