package xai4j.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import xai4j.XaiException;

/** Writes files that are there whole or not at all: first beside the target, then moved into its place. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes to a buffered stream, which the caller closes. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, replacing an older one.
     *
     * @throws XaiException if it cannot be written; an older file is then still there
     */
    public static void write(Path path, Content content) {
        Path target = path.toAbsolutePath();
        Path partial = target.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".part");
        Path folder = target.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new XaiException("cannot write " + path + ": there is no folder " + folder);
        }
        if (Files.isDirectory(target)) {
            throw new XaiException("cannot write " + path + ": it is a folder");
        }
        try {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 1 << 16)) {
                content.writeTo(out);
            }
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new XaiException("cannot write " + path + ": " + FileErrors.reason(e), e);
        } finally {
            delete(partial);
        }
    }

    private static void delete(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            // the target itself is whole or untouched; a leftover beside it harms nobody
            partial.toFile().deleteOnExit();
        }
    }
}
