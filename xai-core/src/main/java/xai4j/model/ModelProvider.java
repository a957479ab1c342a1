package xai4j.model;

import java.nio.file.Path;

/** Opens model files of one backend; found through {@link java.util.ServiceLoader}. */
public interface ModelProvider {
    /** Name of the backend for messages, for example {@code ONNX Runtime}. */
    String name();

    /** Kinds of files for messages, for example {@code .onnx}. */
    String accepts();

    /** Whether the file or folder looks, by content rather than by extension alone, like one this backend opens. */
    boolean recognises(Path path);

    /**
     * Opens a model.
     *
     * @throws ModelException if it cannot be used
     */
    Model open(Path path, LoadOptions options);
}
