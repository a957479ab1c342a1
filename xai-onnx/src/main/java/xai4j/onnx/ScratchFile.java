package xai4j.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** A file that is needed for as long as it is read; where a system keeps open files from being removed, it goes when the program ends. */
final class ScratchFile {
    private ScratchFile() {}

    /** Uses a file of a name in a folder of its own, and removes both. */
    static <T> T with(String name, Function<Path, T> use) {
        try {
            Path folder = Files.createTempDirectory("xai4j");
            Path file = folder.resolve(name);
            try {
                return use.apply(file);
            } finally {
                if (!file.toFile().delete()) {
                    folder.toFile().deleteOnExit();
                    file.toFile().deleteOnExit();
                } else {
                    Files.delete(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file can be made: " + e.getMessage(), e);
        }
    }
}
