package xai4j.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;

/** Walks the chunks of a PNG file. Texts, profiles and other chunks that are no pixels are skipped, never inflated. */
final class PngFile {
    private static final int SIGNATURE = 8;
    private static final int FRAME = 12;
    private static final Set<String> PIXELS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    private PngFile() {}

    static ImageFile walk(byte[] raw) {
        Bytes file = Bytes.bigEndian(raw);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(raw.length);
        kept.write(raw, 0, SIGNATURE);
        int orientation = 1;
        int at = SIGNATURE;
        while (file.has(at, FRAME)) {
            long length = file.u32(at);
            String type = type(file, at + 4);
            long end = Math.min(at + FRAME + length, raw.length);
            if (PIXELS.contains(type) || isUnknownAndCritical(type)) {
                kept.write(raw, at, (int) (end - at));
            } else if (type.equals("eXIf")) {
                orientation = Orientation.tag(file.slice(at + 8, length));
            }
            if (type.equals("IEND")) {
                break;
            }
            at = (int) end;
        }
        return new ImageFile(ImageFormat.PNG, ByteBuffer.wrap(kept.toByteArray()), cost(file), orientation);
    }

    private static String type(Bytes file, int at) {
        StringBuilder type = new StringBuilder(4);
        for (int i = 0; i < 4; i++) {
            type.append((char) file.u8(at + i));
        }
        return type.toString();
    }

    /** An upper case letter at the beginning: the picture cannot be understood without it, and the decoder shall say so. */
    private static boolean isUnknownAndCritical(String type) {
        return type.charAt(0) >= 'A' && type.charAt(0) <= 'Z';
    }

    private static ImageCost cost(Bytes file) {
        int bits = file.u8(24);
        int samples =
                switch (file.u8(25)) {
                    case 2 -> 3;
                    case 4 -> 2;
                    case 6 -> 4;
                    default -> 1;
                };
        return ImageCost.of(file.i32(16), file.i32(20), (long) bits * samples);
    }
}
