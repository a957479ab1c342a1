package xai4j.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/**
 * Changes the options of every session that a model opens, after this library has set its own: execution providers,
 * threads, graph optimisation, profiling, custom operators.
 *
 * <p>It is called once per session, possibly from several threads, and must not keep or close the options.
 */
@FunctionalInterface
public interface SessionCustomizer {
    /** Leaves the options as they are. */
    SessionCustomizer NONE = options -> {};

    /**
     * Changes the options of one session.
     *
     * @throws OrtException as ONNX Runtime throws it; the model then fails with a {@link xai4j.model.ModelException}
     */
    void customize(OrtSession.SessionOptions options) throws OrtException;
}
