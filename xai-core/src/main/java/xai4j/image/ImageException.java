package xai4j.image;

import xai4j.tensor.XaiException;

/** An image that cannot be read; the message names it and says why. */
public class ImageException extends XaiException {
    private static final long serialVersionUID = 1L;

    /** Makes an exception with a message for the user. */
    public ImageException(String message) {
        super(message);
    }

    /** Makes an exception with a message for the user and its cause. */
    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
