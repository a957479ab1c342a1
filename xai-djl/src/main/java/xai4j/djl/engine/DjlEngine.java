package xai4j.djl.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import java.util.Locale;
import xai4j.model.ModelException;

/**
 * Starts DJL's engines without network: checks the class path first and says what to add, switches DJL's start-up ping
 * off, forbids downloads.
 */
public enum DjlEngine {
    /** Runs TorchScript. */
    PYTORCH(
            "PyTorch",
            "ai.djl.pytorch.engine.PtEngineProvider",
            "jnilib/pytorch.properties native/lib/pytorch.properties",
            "PYTORCH_LIBRARY_PATH",
            "ai.djl.pytorch:pytorch-engine:0.35.1, ai.djl.pytorch:pytorch-jni:2.7.1-0.35.1 and "
                    + "ai.djl.pytorch:pytorch-native-cpu:2.7.1 with your platform's classifier (such as linux-x86_64)"),
    /** Runs SavedModels and frozen graphs. */
    TENSORFLOW(
            "TensorFlow",
            "ai.djl.tensorflow.engine.TfEngineProvider",
            "",
            "TENSORFLOW_LIBRARY_PATH",
            "ai.djl.tensorflow:tensorflow-engine:0.35.1 and org.tensorflow:tensorflow-core-native:1.0.0 with your "
                    + "platform's classifier (such as linux-x86_64) and without its transitive dependencies");

    private final String engineName;
    private final String provider;
    private final String resources;
    private final String libraryPath;
    private final String coordinates;

    DjlEngine(String engineName, String provider, String resources, String libraryPath, String coordinates) {
        this.engineName = engineName;
        this.provider = provider;
        this.resources = resources;
        this.libraryPath = libraryPath;
        this.coordinates = coordinates;
    }

    /** Name of the engine as DJL spells it. */
    public String engineName() {
        return engineName;
    }

    /**
     * The running engine.
     *
     * @throws ModelException if it or its native libraries are not on the class path (the message names what to add), or
     *     it cannot start on this machine
     */
    public Engine start() {
        if (!isPresent(provider)) {
            throw new ModelException(engineName + " is not on the class path; add " + coordinates);
        }
        boolean ownLibrary = System.getenv(libraryPath) != null || System.getProperty(libraryPath) != null;
        for (String resource : resources.split(" ", 0)) {
            if (!ownLibrary
                    && !resource.isEmpty()
                    && DjlEngine.class.getClassLoader().getResource(resource) == null) {
                throw new ModelException("the native libraries of " + engineName + " are not on the class path ("
                        + resource + " is missing); add " + coordinates + ", or set " + libraryPath);
            }
        }
        setUnlessSet("OPT_OUT_TRACKING", "true");
        setUnlessSet("ai.djl.offline", "true");
        // DJL asks JNA for graphics cards, and JNA would leave a folder in the user's home
        setUnlessSet("jna.tmpdir", System.getProperty("java.io.tmpdir", "."));
        if (this == TENSORFLOW) {
            TensorFlowLibrary.prepare(coordinates);
        }
        try {
            return Engine.getEngine(engineName);
        } catch (EngineException | UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new ModelException(
                    engineName + " cannot start on this machine (" + EngineErrors.firstLine(e) + "); wanted are "
                            + coordinates,
                    e);
        }
    }

    /**
     * The device of a name.
     *
     * @param name {@code cpu}, {@code gpu} or {@code gpu:1}
     * @throws IllegalArgumentException if the name is none of these
     * @throws ModelException if the machine, or the native library, has no such device
     */
    public Device device(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        if (!wanted.matches("cpu|gpu(:\\d{1,3})?")) {
            throw new IllegalArgumentException("device \"" + name + "\" is not cpu, gpu or gpu:<number>");
        }
        int gpus = start().getGpuCount();
        Device device = wanted.equals("cpu")
                ? Device.cpu()
                : Device.gpu(wanted.contains(":") ? Integer.parseInt(wanted.substring("gpu:".length())) : 0);
        if (device.isGpu() && device.getDeviceId() >= gpus) {
            throw new ModelException("device " + name + " is not there: " + engineName + " sees " + gpus
                    + " GPUs (with the native library that is on the class path); use cpu");
        }
        return device;
    }

    private static boolean isPresent(String type) {
        return DjlEngine.class.getClassLoader().getResource(type.replace('.', '/') + ".class") != null;
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getenv(property) == null && System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
