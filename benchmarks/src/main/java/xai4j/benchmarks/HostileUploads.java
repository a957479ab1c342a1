package xai4j.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Bodies of requests that mean no good, or mean nothing: none of them is a picture, and none may be answered but by a 4xx. */
final class HostileUploads {
    private static final int KINDS = 24;
    private static final int HUGE = 30_000;
    /** Signature and first chunk of a PNG. */
    private static final int HEADER = 33;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final byte[] picture;

    /**
     * Bodies made of a good picture.
     *
     * @param picture a PNG file
     */
    HostileUploads(byte[] picture) {
        this.picture = picture.clone();
    }

    /** Body {@code i}; the same at each run. */
    byte[] body(int i) {
        SplittableRandom random = new SplittableRandom(i);
        return switch (i % KINDS) {
            case 0 -> json(Arrays.copyOf(picture, 1 + random.nextInt(picture.length - 100)));
            case 1 -> json(damaged(random));
            case 2 -> json(png(HUGE, HUGE, 64));
            case 3 -> json(png(100_000 + i, 1, 16));
            case 4 -> json(text("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(" + i + ")\"/>"));
            case 5 -> json(text("<!doctype html><script>fetch('/v1/models')</script>"));
            case 6 -> json(text("GIF89a/*" + "x".repeat(random.nextInt(500)) + "*/=1;alert(1)//"));
            case 7 -> json(text("PK\u0003\u0004%PDF-1.7 \u00ff\u00d8\u00ff MZ" + i));
            case 8 -> json(bytes(random, 1 + random.nextInt(5000)));
            case 9 -> text("[".repeat(10_000 + i));
            case 10 -> text("{\"instances\": [" + "{},".repeat(10_000) + "{}]}");
            case 11 -> text("{\"instances\": [{\"image\": {\"b64\": [" + "1,".repeat(100_000) + "1]}}]}");
            case 12 -> text("{\"instances\": [{\"image\": {\"b64\": \"****\"}}]}");
            case 13 -> bytes(random, random.nextInt(3000));
            case 14 -> json(tiff(random.nextInt(1 << 30)));
            case 15 -> json(gif());
            case 16 -> json(jpeg(random));
            case 17 -> json(bmp());
            case 18 -> json(webp());
            case 19 -> json(textBomb());
            case 20 -> json(joined(PNG, text("<html><script>alert(document.cookie)</script></html>")));
            case 21 -> json(joined(text("%PDF-1.7\n"), picture));
            case 22 -> json(joined(new byte[] {'P', 'K', 3, 4}, picture));
            default ->
                text(
                        "{\"instances\": [{\"b64\": \"AA==\"}], \"parameters\": {\"target\": \"similar:/etc/passwd\", \"method\": "
                                + "\"" + "x".repeat(900) + "\"}}");
        };
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] json(byte[] file) {
        return text("{\"instances\": [{\"image\": {\"b64\": \""
                + Base64.getEncoder().encodeToString(file) + "\"}}]}");
    }

    /** With its header's checksum gone and bytes behind it changed. */
    private byte[] damaged(SplittableRandom random) {
        byte[] copy = picture.clone();
        for (int at = 16; at < 33; at++) {
            copy[at] ^= (byte) (1 + random.nextInt(255));
        }
        return copy;
    }

    /** A small file that says it is a large picture. */
    private static byte[] png(int width, int height, int compressed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PNG);
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array());
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[compressed * 1024]);
        deflater.finish();
        byte[] data = new byte[compressed * 1024];
        int length = deflater.deflate(data);
        deflater.end();
        chunk(out, "IDAT", Arrays.copyOf(data, length));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String name, byte[] data) {
        byte[] named = new byte[4 + data.length];
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, named, 0, 4);
        System.arraycopy(data, 0, named, 4, data.length);
        CRC32 sum = new CRC32();
        sum.update(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    /** A GIF whose screen is as large as it can be said to be. */
    private static byte[] gif() {
        return ByteBuffer.allocate(40)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(text("GIF89a"))
                .putShort((short) HUGE)
                .putShort((short) HUGE)
                .put(new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, -1, -1, -1, 0x2c, 0, 0, 0, 0})
                .putShort((short) HUGE)
                .putShort((short) HUGE)
                .put(new byte[] {0, 2, 1, 0x44, 0, 0x3b})
                .array();
    }

    /** A JPEG of a huge frame, with noise where its scan should be. */
    private static byte[] jpeg(SplittableRandom random) {
        byte[] head = ByteBuffer.allocate(21)
                .put(new byte[] {-1, (byte) 0xd8, -1, (byte) 0xc0, 0, 17, 8})
                .putShort((short) HUGE)
                .putShort((short) HUGE)
                .put(new byte[] {3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0})
                .array();
        return joined(head, bytes(random, 500));
    }

    private static byte[] bmp() {
        return ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'B', 'M'})
                .putInt(64)
                .putInt(0)
                .putInt(54)
                .putInt(40)
                .putInt(HUGE)
                .putInt(HUGE)
                .putShort((short) 1)
                .putShort((short) 24)
                .array();
    }

    private static byte[] webp() {
        return ByteBuffer.allocate(40)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(text("RIFF"))
                .putInt(32)
                .put(text("WEBPVP8X"))
                .putInt(10)
                .putInt(0)
                .put(new byte[] {0x2f, 0x75, 0, 0x2f, 0x75, 0})
                .array();
    }

    /** A picture that is cut short, behind a note of a few bytes that unfolds to many. */
    private byte[] textBomb() {
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[1 << 24]);
        deflater.finish();
        byte[] packed = new byte[1 << 16];
        int length = deflater.deflate(packed);
        deflater.end();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(picture, 0, HEADER);
        chunk(out, "zTXt", joined(text("Comment\0\0"), Arrays.copyOf(packed, length)));
        out.write(picture, HEADER, picture.length / 2 - HEADER);
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    /** A TIFF whose directory leads somewhere else. */
    private static byte[] tiff(int offset) {
        return ByteBuffer.allocate(64)
                .put(new byte[] {'M', 'M', 0, 42})
                .putInt(offset)
                .array();
    }
}
