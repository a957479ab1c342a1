package xai4j.tensor;

/**
 * A model, image or file that cannot be used; the message names it, says what was expected and found, and what to do.
 *
 * <p>A caller's own mistake (an option out of range, an unknown label) is an {@link IllegalArgumentException} instead.
 */
public class XaiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes an exception with a message for the user. */
    public XaiException(String message) {
        super(message);
    }

    /** Makes an exception with a message for the user and its cause. */
    public XaiException(String message, Throwable cause) {
        super(message, cause);
    }
}
