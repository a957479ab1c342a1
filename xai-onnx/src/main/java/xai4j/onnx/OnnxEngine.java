package xai4j.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.module.ModuleDescriptor.Version;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;

/**
 * ONNX Runtime as this library uses it: loaded once, when first needed, and without side effects that nobody asked for.
 *
 * <p>From 1.29 on the engine reports its use to its vendor unless an environment variable of the process forbids it, which Java
 * cannot set; then a warning is logged, once.
 */
final class OnnxEngine {
    private static final String TALKS_SINCE = "1.29";
    private static final String SILENCER = "ORT_DISABLE_TELEMETRY";

    private static @Nullable OrtEnvironment environment;
    private static int pooled = 1;

    private OnnxEngine() {}

    /**
     * The engine's environment; the first call loads its libraries.
     *
     * @throws ModelException if they cannot be loaded, with what can be done
     */
    static synchronized OrtEnvironment environment() {
        OrtEnvironment loaded = environment;
        if (loaded == null) {
            loaded = load();
            environment = loaded;
        }
        return loaded;
    }

    /**
     * Threads of the pool that sessions can share, the caller's own among them: as many as there are processors; one where a program opened the
     * engine before us and made no pool.
     */
    static synchronized int pooledThreads() {
        environment();
        return pooled;
    }

    /** Threads that wait do not spin: they would take the cores from whoever else computes, and twice the processor time. */
    private static OrtEnvironment withPool() {
        int threads = Runtime.getRuntime().availableProcessors();
        try (OrtEnvironment.ThreadingOptions options = new OrtEnvironment.ThreadingOptions()) {
            options.setGlobalIntraOpNumThreads(threads);
            options.setGlobalInterOpNumThreads(1);
            options.setGlobalSpinControl(false);
            OrtEnvironment made = OrtEnvironment.getEnvironment(
                    OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, OrtEnvironment.DEFAULT_NAME, options);
            pooled = threads;
            return made;
        } catch (OrtException | IllegalStateException e) {
            return OrtEnvironment.getEnvironment();
        }
    }

    private static OrtEnvironment load() {
        warning(version(), System.getenv(SILENCER))
                .ifPresent(text -> System.getLogger(OnnxEngine.class.getName()).log(System.Logger.Level.WARNING, text));
        try (NativeFolder folder = NativeFolder.extracted()) {
            OrtEnvironment loaded = folder.during(OnnxEngine::withPool);
            EnvironmentHold.take();
            return loaded;
        } catch (LinkageError | IllegalStateException e) {
            throw new ModelException(
                    "ONNX Runtime cannot be loaded: " + reason(e) + "; its libraries are unpacked into "
                            + System.getProperty("java.io.tmpdir")
                            + ", which must be writable: name another folder with -Djava.io.tmpdir=DIR, or one that holds"
                            + " the libraries with -D" + NativeFolder.PROPERTY + "=DIR",
                    e);
        }
    }

    private static String reason(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    /** Version of the engine on the class path; empty when its jar does not say. */
    private static String version() {
        String version = OrtLoggingLevel.class.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    /** What to say of an engine that reports its use; nothing for one that does not, or that is told not to. */
    static java.util.Optional<String> warning(String version, @Nullable String silencer) {
        boolean talks =
                version.matches("\\d+\\.\\d+.*") && Version.parse(version).compareTo(Version.parse(TALKS_SINCE)) >= 0;
        return talks && !"1".equals(silencer)
                ? java.util.Optional.of("ONNX Runtime " + version
                        + " writes a device id and an event database into the user's"
                        + " home and reports to its vendor; start the program with the environment variable " + SILENCER
                        + "=1, or use onnxruntime 1.28.0, which does neither")
                : java.util.Optional.empty();
    }
}
