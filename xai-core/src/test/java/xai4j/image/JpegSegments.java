package xai4j.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts JPEG files together for tests. */
final class JpegSegments {
    private JpegSegments() {}

    /** A segment with its marker and length. */
    static byte[] segment(int marker, byte[]... contents) {
        int length = Arrays.stream(contents).mapToInt(content -> content.length).sum() + 2;
        return joined(new byte[] {(byte) 0xFF, (byte) marker, (byte) (length >> 8), (byte) length}, joined(contents));
    }

    /** Latin-1. */
    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The file with more bytes right behind its first marker. */
    static byte[] inserted(byte[] jpeg, byte[]... segments) {
        return joined(Arrays.copyOf(jpeg, 2), joined(segments), Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** A progressive file whose last scan stands in it so many times. */
    static byte[] withScans(byte[] progressive, int times) {
        int last = progressive.length - 2;
        while (!(progressive[last] == (byte) 0xFF && progressive[last + 1] == (byte) 0xDA)) {
            last--;
        }
        byte[] scan = Arrays.copyOfRange(progressive, last, progressive.length - 2);
        byte[][] scans = new byte[times][];
        Arrays.fill(scans, scan);
        return joined(Arrays.copyOf(progressive, last), joined(scans), text("\u00FF\u00D9"));
    }
}
