package xai4j.djl.torch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;

/** The entries of a TorchScript archive, without the folder that all of them lie in; no more is unpacked than was announced. */
final class ArchiveEntries implements Closeable {
    /** Raises the number of bytes that a file may unpack to. */
    static final String LIMIT_PROPERTY = "xai4j.torch.maxUnpackedBytes";

    private static final long ALWAYS_ALLOWED = 256L << 20;
    private static final int TIMES_THE_FILE = 8;
    private static final long MAX_READ_WHOLE = 128L << 20;

    private final Path path;
    private final ZipFile zip;
    private final String prefix;

    private ArchiveEntries(Path path, ZipFile zip, String prefix) {
        this.path = path;
        this.zip = zip;
        this.prefix = prefix;
    }

    /**
     * Opens an archive.
     *
     * @throws ModelException if it has no {@code data.pkl}
     */
    static ArchiveEntries open(Path path) throws IOException {
        ZipFile zip = new ZipFile(path.toFile());
        String prefix = zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith("/data.pkl") && name.indexOf('/') == name.lastIndexOf('/'))
                .findFirst()
                .map(name -> name.substring(0, name.indexOf('/') + 1))
                .orElse(null);
        if (prefix == null) {
            zip.close();
            throw new ModelException(path + " is a zip without data.pkl, not a TorchScript file");
        }
        return new ArchiveEntries(path, zip, prefix);
    }

    /** The names of the entries below a folder that end in some way, with the folder. */
    List<String> names(String folder, String ending) {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith(prefix + folder) && name.endsWith(ending))
                .map(name -> name.substring(prefix.length()))
                .distinct()
                .toList();
    }

    /** An entry, or null when there is none. */
    @Nullable
    ZipEntry find(String name) {
        return zip.getEntry(prefix + name);
    }

    /**
     * An entry.
     *
     * @throws ModelException if there is none, or it does not say its size
     */
    ZipEntry get(String name) {
        ZipEntry entry = find(name);
        if (entry == null || entry.getSize() < 0) {
            throw new ModelException(path + " is damaged: its part " + name + " is missing");
        }
        return entry;
    }

    InputStream open(ZipEntry entry) throws IOException {
        InputStream stream = zip.getInputStream(entry);
        if (stream == null) {
            throw new IOException("its part " + entry.getName() + " cannot be read");
        }
        return stream;
    }

    /**
     * The content of a part.
     *
     * @throws ModelException if it is longer than announced or than such parts ever are
     */
    byte[] read(String name) throws IOException {
        ZipEntry entry = get(name);
        if (entry.getSize() > MAX_READ_WHOLE) {
            throw new ModelException(path + ": its part " + name + " has " + entry.getSize() + " bytes; at most "
                    + MAX_READ_WHOLE + " are read of code and descriptions");
        }
        try (InputStream in = open(entry)) {
            byte[] bytes = in.readNBytes((int) entry.getSize() + 1);
            if (bytes.length != entry.getSize()) {
                throw new ModelException(
                        path + " is damaged: its part " + name + " has not the size that it announces");
            }
            return bytes;
        }
    }

    /**
     * Refuses parts that unpack to far more than the file holds.
     *
     * @throws ModelException naming the limit and how to raise it
     */
    void requireModest(Collection<String> names) throws IOException {
        long total = 0;
        for (String name : names) {
            total += get(name).getSize();
        }
        long file = java.nio.file.Files.size(path);
        long limit = Long.getLong(LIMIT_PROPERTY, Math.max(ALWAYS_ALLOWED, TIMES_THE_FILE * file));
        if (total > limit) {
            throw new ModelException(
                    path + " has " + file + " bytes and would unpack to " + total + "; at most " + limit
                            + " are allowed. If the file is trusted, save it again with torch.jit.save, which does not compress,"
                            + " or raise the limit with -D" + LIMIT_PROPERTY + "=" + total);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
