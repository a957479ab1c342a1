package xai4j.djl.torch;

import xai4j.model.ModelException;

/** A loop of the network that did not end in time; whoever tries things out does not go on after it. */
final class LoopTimeException extends ModelException {
    private static final long serialVersionUID = 1L;

    LoopTimeException(String message, Throwable cause) {
        super(message, cause);
    }
}
