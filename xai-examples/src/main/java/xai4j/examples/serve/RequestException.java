package xai4j.examples.serve;

import xai4j.tensor.XaiException;

/** A request that cannot be answered, and whose fault that is, by the status numbers of HTTP. */
public final class RequestException extends XaiException {
    /** What was asked makes no sense. */
    public static final int BAD = 400;
    /** There is nothing of that name. */
    public static final int NOT_FOUND = 404;
    /** More was sent than is taken. */
    public static final int TOO_LARGE = 413;
    /** Understood, but not to be done as it is. */
    public static final int UNPROCESSABLE = 422;
    /** Too much is going on; later it may work. */
    public static final int BUSY = 429;

    private static final long serialVersionUID = 1L;

    private final int status;

    /** A request that is refused. */
    public RequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The same, because of something else. */
    public RequestException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** Whose fault it is: 4xx the caller's. */
    public int status() {
        return status;
    }
}
