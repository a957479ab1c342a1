package xai4j.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Bodies of requests that mean no good, or mean nothing: none of them is a picture, and none may be answered but by a 4xx. */
final class HostileUploads {
    private static final int KINDS = 16;
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
            case 2 -> json(png(30_000, 30_000, 64));
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

    /** A TIFF whose directory leads somewhere else. */
    private static byte[] tiff(int offset) {
        return ByteBuffer.allocate(64)
                .put(new byte[] {'M', 'M', 0, 42})
                .putInt(offset)
                .array();
    }
}
