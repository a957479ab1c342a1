package xai4j.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ThreadInvariance;

/**
 * How sessions are opened.
 *
 * @param device {@code cpu}, {@code gpu} or {@code gpu:1}
 * @param threads as {@link LoadOptions} says them
 * @param customizer has the last word, but on the level of optimisation where memory is to be lean
 * @param isLean whether weights are read where they lie, rather than kept in the order in which the engine is quickest; only on a CPU
 */
record SessionSettings(String device, int threads, SessionCustomizer customizer, boolean isLean) {
    private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,3}))?");
    /**
     * Nodes beyond which convolutions are not laid out in blocks of channels: the engine appends the nodes that rearrange maps, sorts those that
     * are ready by inserting them into a list, and so takes the square of their number (4.2 s of CPU for 12,000 nodes, 0.8 s without). What is
     * left of its optimisations takes time in proportion.
     */
    private static final int MOST_IN_BLOCKS = 5_000;

    private static final String SPINNING = "session.intra_op.allow_spinning";

    /** Weights take the memory that they need; the arena for what a run computes grows by doubling. */
    private static final String WEIGHTS_APART = "session.use_device_allocator_for_initializers";

    private static final String WITHOUT = "optimization.disable_specified_optimizers";

    private static final String EXTERNAL_DATA = "session.model_external_initializers_file_folder_path";

    private static final String UNPACKED = "session.disable_prepacking";

    SessionSettings {
        if (!device.equals("cpu") && !GPU.matcher(device).matches()) {
            throw new IllegalArgumentException("unknown device \"" + device + "\"; known: cpu, gpu, gpu:N");
        }
        isLean &= device.equals("cpu");
    }

    /** Settings for speed. */
    SessionSettings(String device, int threads, SessionCustomizer customizer) {
        this(device, threads, customizer, false);
    }

    boolean isGpu() {
        return !device.equals("cpu");
    }

    /**
     * Options for one session of a model file; the caller closes them. Errors come as exceptions, so the engine need not
     * log them as well.
     *
     * @param graph what the session computes
     */
    OrtSession.SessionOptions options(Path model, OnnxGraph graph) throws OrtException {
        OnnxEngine.environment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            addThreads(options, graph);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            Path folder = model.toAbsolutePath().getParent();
            if (folder != null) {
                options.addConfigEntry(EXTERNAL_DATA, folder.toString());
            }
            if (customizer == SessionCustomizer.NONE) {
                options.addConfigEntry(WITHOUT, String.join(";", IdleOptimizers.of(graph)));
            }
            options.addConfigEntry(WEIGHTS_APART, "1");
            if (isLean) {
                options.addConfigEntry(UNPACKED, "1");
                options.setCPUArenaAllocator(false);
            }
            if (!isLean && !isInBlocks(graph)) {
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
            }
            if (isGpu()) {
                addCuda(options);
            }
            customizer.customize(options);
            if (isLean) {
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            }
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    private boolean isInBlocks(OnnxGraph graph) {
        return !isLean && graph.nodes().size() <= MOST_IN_BLOCKS;
    }

    /**
     * One picture uses idle cores: through the pool that all sessions of the process share, so that there are never more threads than callers
     * and cores. A graph whose bits would depend on their number is run on the caller's thread alone, unless all cores are asked for. Who customizes
     * sessions gets threads that belong to each, since those of the pool cannot be changed.
     */
    private void addThreads(OrtSession.SessionOptions options, OnnxGraph graph) throws OrtException {
        boolean wide = isWide(graph);
        if (wide && cores() == OnnxEngine.pooledThreads() && customizer == SessionCustomizer.NONE) {
            options.disablePerSessionThreads();
        } else {
            options.setIntraOpNumThreads(wide ? cores() : 1);
            options.addConfigEntry(SPINNING, "0");
        }
    }

    /** Whether runs of a graph may use several threads. */
    boolean isWide(OnnxGraph graph) {
        return !isGpu()
                && cores() > 1
                && (threads == LoadOptions.ALL_CORES || isInBlocks(graph) && ThreadInvariance.of(graph));
    }

    /** Threads that one run may use at most. */
    int cores() {
        int pooled = OnnxEngine.pooledThreads();
        return threads <= 0 ? pooled : Math.min(threads, pooled);
    }

    /**
     * Whether a session of a graph that uses several threads may have another beside it that does not. Who asks for all cores always gets them, and
     * a customizer may have put sessions where threads are not what they compute on.
     */
    boolean mayBeOpenedTwice() {
        return !isLean
                && customizer == SessionCustomizer.NONE
                && threads != LoadOptions.ALL_CORES
                && !isGpu()
                && cores() > 1;
    }

    /** The same for runs that stay on their callers' threads. */
    SessionSettings onCallersThreads() {
        return new SessionSettings(device, 1, customizer, isLean);
    }

    private void addCuda(OrtSession.SessionOptions options) {
        Matcher matcher = GPU.matcher(device);
        int index = matcher.matches() && matcher.group(1) != null ? Integer.parseInt(matcher.group(1)) : 0;
        try {
            options.addCUDA(index);
        } catch (OrtException e) {
            throw new ModelException(
                    "device " + device + " cannot be used: " + EngineSession.reason(e)
                            + "; it needs a CUDA machine and com.microsoft.onnxruntime:onnxruntime_gpu in place of onnxruntime",
                    e);
        }
    }
}
