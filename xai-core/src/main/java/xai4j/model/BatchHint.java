package xai4j.model;

/**
 * How a model likes to be fed when many images are waiting.
 *
 * @param batch images per call, or 0 when the caller may choose by size
 * @param callers threads that should call {@link Model#predict} at once
 */
public record BatchHint(int batch, int callers) {
    /** One caller, any batch. */
    public static final BatchHint DEFAULT = new BatchHint(0, 1);

    /** Checks the numbers. */
    public BatchHint {
        if (batch < 0 || callers < 1) {
            throw new IllegalArgumentException("no way to feed a model: batch " + batch + ", callers " + callers);
        }
    }
}
