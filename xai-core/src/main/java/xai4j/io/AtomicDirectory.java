package xai4j.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import xai4j.tensor.XaiException;

/** Fills a folder that is there whole or not at all: first beside the target, then moved into its place. */
public final class AtomicDirectory {
    private AtomicDirectory() {}

    /**
     * Fills a folder. When the program is told to end meanwhile, the thread is interrupted and what it wrote is removed.
     *
     * @param target not there yet, or empty
     * @param content writes into the folder that it is given
     * @throws XaiException if there is something in the folder already, or it cannot be written
     */
    public static void write(Path target, Consumer<Path> content) {
        requireFree(target);
        Path folder = target.toAbsolutePath().normalize();
        Path partial = folder.resolveSibling("." + folder.getFileName() + "." + UUID.randomUUID() + ".part");
        Thread writer = Thread.currentThread();
        try {
            GracefulShutdown.of(() -> fill(folder, partial, content));
        } catch (IOException e) {
            throw new XaiException("cannot write folder " + target + ": " + FileErrors.reason(e), e);
        } catch (XaiException e) {
            // interrupted threads cannot write
            throw writer.isInterrupted() ? cancelled(e) : e;
        }
    }

    private static Path fill(Path folder, Path partial, Consumer<Path> content) throws IOException {
        try {
            Files.createDirectories(partial);
            content.accept(partial);
            return Files.move(partial, folder, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            delete(partial);
        }
    }

    private static CancellationException cancelled(Throwable cause) {
        CancellationException cancelled = new CancellationException("interrupted");
        cancelled.initCause(cause);
        return cancelled;
    }

    private static void requireFree(Path target) {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new XaiException(target + " is a file; a new folder is needed");
        }
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
                throw new XaiException("folder " + target + " is not empty; choose a new one, or empty it first");
            }
        } catch (IOException e) {
            throw new XaiException("folder " + target + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    private static void delete(Path partial) {
        if (!Files.exists(partial)) {
            return;
        }
        try (Stream<Path> files = Files.walk(partial)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // nobody takes a hidden .part folder for the data set
            partial.toFile().deleteOnExit();
        }
    }
}
