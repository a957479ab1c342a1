package xai4j.model;

/** A model was used after it was closed; every backend says so with the same sentence. */
public final class ClosedModelException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Makes an exception that names the model. */
    public ClosedModelException(String modelName) {
        super(modelName + " is closed");
    }
}
