package xai4j.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks the segments of a JPEG file. What describes the picture instead of being it (profiles, EXIF, XMP, thumbnails, comments, further
 * pictures behind the end) is left out, so that damage there is no damage to the picture.
 */
final class JpegFile {
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int COMMENT = 0xFE;
    private static final String EXIF = "Exif\0\0";
    /** A header without a thumbnail: version 1.1, no units. */
    private static final String JFIF = "\u00FF\u00E0\0\u0010JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0";
    /** An empty directory: without JFIF's header the decoder takes it as a sign of YCbCr. */
    private static final String EMPTY_EXIF = "\u00FF\u00E1\0\u0016" + EXIF + "MM\0*\0\0\0\b\0\0\0\0\0\0";

    private final Bytes file;
    private final byte[] raw;
    private final String name;
    private final ByteArrayOutputStream kept;
    private int width;
    private int height;
    private int components = 3;
    private long scans;
    private int orientation = 1;
    private boolean jfif;
    private boolean exif;

    private JpegFile(byte[] raw, String name) {
        this.raw = raw;
        this.file = Bytes.bigEndian(raw);
        this.name = name;
        this.kept = new ByteArrayOutputStream(raw.length + 64);
    }

    static ImageFile walk(byte[] raw, String name) {
        return new JpegFile(raw, name).walk();
    }

    /** How often the decoder of a JPEG stream inside another file goes over its pixels; 1 where that cannot be told. */
    static long scans(byte[] stream, String name) {
        JpegFile jpeg = new JpegFile(stream, name);
        jpeg.segments();
        return Math.max(1, jpeg.scans);
    }

    private ImageFile walk() {
        segments();
        if (width == 0 || height == 0) {
            throw new ImageException("image " + name + " is damaged or truncated: it does not say its size");
        }
        byte[] head = ("\u00FF\u00D8" + (jfif ? JFIF : exif ? EMPTY_EXIF : "")).getBytes(StandardCharsets.ISO_8859_1);
        byte[] pixels = new byte[head.length + kept.size()];
        System.arraycopy(head, 0, pixels, 0, head.length);
        System.arraycopy(kept.toByteArray(), 0, pixels, head.length, kept.size());
        // interleaved samples, and once more where the decoder converts the colours
        ImageCost cost = new ImageCost(width, height, 16L * components, 4L * raw.length, Math.max(1, scans));
        return new ImageFile(ImageFormat.JPEG, ByteBuffer.wrap(pixels), cost, orientation);
    }

    private void segments() {
        int at = 2;
        while (at + 1 < file.size()) {
            if (file.u8(at) != 0xFF) {
                at++;
                continue;
            }
            int marker = file.u8(at + 1);
            if (marker == 0xFF) {
                at++;
            } else if (marker == END_OF_IMAGE) {
                keep(at, 2);
                return;
            } else if (isAlone(marker)) {
                at += 2;
            } else {
                at = segment(at, marker);
            }
        }
    }

    private static boolean isAlone(int marker) {
        return marker == 0 || marker == 1 || marker >= 0xD0 && marker <= START_OF_IMAGE;
    }

    /** Reads one segment, and the scan behind it if there is one; returns where the next begins. */
    private int segment(int at, int marker) {
        if (at + 3 >= file.size()) {
            return file.size();
        }
        int length = 2 + file.u16(at + 2);
        if (marker >= APP0 && marker <= APP15) {
            application(at, marker, length);
        } else if (marker != COMMENT) {
            frame(at, marker);
            keep(at, length);
        }
        int next = at + length;
        if (marker != START_OF_SCAN) {
            return next;
        }
        scans++;
        int end = endOfScan(next);
        keep(next, end - next);
        return end;
    }

    private void application(int at, int marker, int length) {
        if (marker == APP0 && file.startsWith(at + 4, "JFIF\0")) {
            jfif = true;
        } else if (marker == APP14 && file.startsWith(at + 4, "Adobe") && length >= 16) {
            keep(at, length);
        } else if (marker == APP1 && file.startsWith(at + 4, EXIF) && !exif) {
            exif = true;
            orientation = Orientation.tag(file.slice(at + 10, length - 10));
        }
    }

    private void frame(int at, int marker) {
        boolean startOfFrame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (startOfFrame && width == 0 && file.has(at, 10)) {
            height = file.u16(at + 5);
            width = file.u16(at + 7);
            components = Math.max(1, file.u8(at + 9));
        }
    }

    /** The next marker that neither is a stuffed zero nor restarts the decoder. */
    private int endOfScan(int from) {
        int at = from;
        while (at + 1 < raw.length) {
            int next = raw[at + 1] & 0xFF;
            if (raw[at] == (byte) 0xFF && next != 0 && next != 0xFF && !(next >= 0xD0 && next <= 0xD7)) {
                return at;
            }
            at++;
        }
        return raw.length;
    }

    private void keep(int from, int length) {
        int start = Math.min(from, raw.length);
        kept.write(raw, start, Math.max(0, Math.min(length, raw.length - start)));
    }
}
