package xai4j.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import xai4j.tensor.XaiException;

/** Writes files that are there whole or not at all: first beside the target, then moved into its place. */
public final class AtomicFile {
    private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

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

    /**
     * Deletes what a program that was ended while it wrote a file left beside it. Nobody else may be writing that file.
     *
     * @throws XaiException if a leftover cannot be deleted
     */
    public static void clearLeftovers(Path path) {
        Path target = path.toAbsolutePath();
        Path folder = target.getParent();
        Pattern leftover = Pattern.compile(Pattern.quote("." + path.getFileName() + ".") + UUID_FORM + "\\.part");
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (leftover.matcher(String.valueOf(entry.getFileName())).matches() && Files.isRegularFile(entry)) {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (IOException e) {
            throw new XaiException("cannot clear what is left of an earlier " + path + ": " + FileErrors.reason(e), e);
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
