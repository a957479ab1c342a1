package xai4j.explain;

import xai4j.tensor.XaiException;

/** Time was over before there was anything to answer with. */
public final class TimeLimitException extends XaiException {
    private static final long serialVersionUID = 1L;

    TimeLimitException(String message) {
        super(message);
    }
}
