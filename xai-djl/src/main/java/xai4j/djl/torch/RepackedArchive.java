package xai4j.djl.torch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An uncompressed archive that is made while it is read, so that weights never lie in Java's memory.
 *
 * <p>The engine reads it from native code, which an exception must not reach: after an error the stream ends, and
 * {@link #failure} tells the reason.
 */
final class RepackedArchive extends InputStream {
    private static final String PREFIX = "archive/";
    private static final int CHUNK = 1 << 16;

    private interface Source {
        InputStream open() throws IOException;
    }

    private record Part(ZipEntry entry, Source source) {}

    private final Queue<Part> parts = new ArrayDeque<>();
    private final Chunk chunk = new Chunk();
    private final ZipOutputStream zip = new ZipOutputStream(chunk);
    private final byte[] copy = new byte[CHUNK];
    private @Nullable InputStream current;
    private @Nullable IOException failure;
    private boolean complete;
    private int position;

    RepackedArchive() {
        zip.setMethod(ZipOutputStream.STORED);
    }

    /** Adds bytes under a name. */
    void add(String name, byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        add(name, bytes.length, crc.getValue(), () -> new ByteArrayInputStream(bytes));
    }

    /** Adds an entry of another archive, which has to stay open. */
    void add(String name, ArchiveEntries from, ZipEntry original) {
        add(name, original.getSize(), original.getCrc(), () -> from.open(original));
    }

    private void add(String name, long size, long crc, Source source) {
        ZipEntry entry = new ZipEntry(PREFIX + name);
        entry.setTime(0);
        entry.setSize(size);
        entry.setCrc(crc);
        parts.add(new Part(entry, source));
    }

    /** Why the stream ended before its time, or null when it did not. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        try {
            while (position == chunk.size()) {
                if (complete || failure != null) {
                    return -1;
                }
                chunk.reset();
                position = 0;
                advance();
            }
        } catch (IOException | IllegalArgumentException e) {
            failure = e instanceof IOException io ? io : new IOException(e);
            return -1;
        }
        int count = Math.min(length, chunk.size() - position);
        chunk.copyTo(position, target, offset, count);
        position += count;
        return count;
    }

    private void advance() throws IOException {
        InputStream open = current;
        if (open != null) {
            int count = open.read(copy);
            if (count >= 0) {
                zip.write(copy, 0, count);
                return;
            }
            open.close();
            current = null;
            zip.closeEntry();
            return;
        }
        Part part = parts.poll();
        if (part == null) {
            zip.close();
            complete = true;
            return;
        }
        zip.putNextEntry(part.entry());
        current = part.source().open();
    }

    /** Gives out what was written without copying it first. */
    private static final class Chunk extends ByteArrayOutputStream {
        void copyTo(int from, byte[] target, int offset, int length) {
            System.arraycopy(buf, from, target, offset, length);
        }
    }
}
