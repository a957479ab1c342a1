package xai4j.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;

/**
 * A folder that holds ONNX Runtime's libraries while they are being loaded.
 *
 * <p>The engine unpacks them into the temporary folder and leaves an empty folder there with every process. Where a loaded library
 * may be deleted (Linux, macOS) they are unpacked here instead, and everything is gone once they are loaded. Elsewhere, with libraries
 * for a GPU, which load parts of themselves later, and where the caller names a folder, the engine does it its own way.
 */
final class NativeFolder implements AutoCloseable {
    /** Where the engine looks for its libraries first. */
    static final String PROPERTY = "onnxruntime.native.path";

    private static final List<String> NAMES = List.of("onnxruntime", "onnxruntime4j_jni");

    private final @Nullable Path folder;

    private NativeFolder(@Nullable Path folder) {
        this.folder = folder;
    }

    /**
     * Unpacks the libraries for this machine.
     *
     * @throws ModelException if the temporary folder cannot be written
     */
    static NativeFolder extracted() {
        Optional<String> resources = resources();
        if (resources.isEmpty() || System.getProperty(PROPERTY) != null) {
            return new NativeFolder(null);
        }
        try {
            NativeFolder folder = new NativeFolder(Files.createTempDirectory("xai4j-onnxruntime"));
            folder.unpack(resources.get());
            return folder;
        } catch (IOException e) {
            throw new ModelException(
                    "ONNX Runtime cannot be loaded: its libraries cannot be unpacked into "
                            + System.getProperty("java.io.tmpdir")
                            + "; name a folder that can be written with -Djava.io.tmpdir=DIR, or one that holds the libraries with -D"
                            + PROPERTY + "=DIR",
                    e);
        }
    }

    /** Where the libraries lie in the engine's jar; empty where this is left to the engine. */
    private static Optional<String> resources() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String processor = machine.equals("amd64") || machine.equals("x86_64") ? "x64" : machine;
        String platform = system.startsWith("linux") ? "linux-" : system.startsWith("mac") ? "osx-" : "";
        String path = "/ai/onnxruntime/native/" + platform + processor + "/";
        boolean complete = !platform.isEmpty() && NAMES.stream().allMatch(name -> exists(path + file(name)));
        return complete && !exists(path + file("onnxruntime_providers_cuda")) ? Optional.of(path) : Optional.empty();
    }

    private static String file(String library) {
        return System.mapLibraryName(library).replace(".jnilib", ".dylib");
    }

    private static boolean exists(String resource) {
        return ai.onnxruntime.OrtLoggingLevel.class.getResource(resource) != null;
    }

    private void unpack(String resources) throws IOException {
        try {
            for (String name : NAMES) {
                try (InputStream in =
                        ai.onnxruntime.OrtLoggingLevel.class.getResourceAsStream(resources + file(name))) {
                    Files.copy(
                            java.util.Objects.requireNonNull(in),
                            java.util.Objects.requireNonNull(folder).resolve(file(name)));
                }
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Does something while the engine looks for its libraries here. */
    <T> T during(Supplier<T> loading) {
        if (folder == null) {
            return loading.get();
        }
        System.setProperty(PROPERTY, folder.toString());
        try {
            return loading.get();
        } finally {
            System.clearProperty(PROPERTY);
        }
    }

    /** Deletes the folder with what is in it; libraries that are loaded stay loaded. */
    @Override
    public void close() {
        if (folder == null) {
            return;
        }
        for (String name : NAMES) {
            delete(folder.resolve(file(name)));
        }
        delete(folder);
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
    }
}
