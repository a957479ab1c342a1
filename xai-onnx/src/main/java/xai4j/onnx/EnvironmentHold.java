package xai4j.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Keeps ONNX Runtime's environment until the process is gone. The engine's Java side gives it back in a hook of its own as soon as the program is
 * told to end, whoever still works with it, and opening a session then ends the process with an assertion (1.28.0). The native side counts
 * holders: one more, and nothing is taken down.
 */
final class EnvironmentHold {
    private static final System.Logger LOG = System.getLogger(EnvironmentHold.class.getName());

    private EnvironmentHold() {}

    /** Becomes a holder that never lets go; where the engine's classes are closed to this, all stays as the engine has it. */
    static void take() {
        try {
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            create.invoke(null, api(), OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL.getValue(), OrtEnvironment.DEFAULT_NAME);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the engine's environment ends with the program's first hook", e);
        }
    }

    /** The engine's table of functions, which its Java classes keep to themselves. */
    private static long api() throws ReflectiveOperationException {
        Field handle = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
        handle.setAccessible(true);
        return handle.getLong(null);
    }
}
