package xai4j.model;

import xai4j.tensor.XaiException;

/** A model that cannot be read, run or differentiated; the message names the file, node or value at fault. */
public class ModelException extends XaiException {
    private static final long serialVersionUID = 1L;

    /** Makes an exception with a message for the user. */
    public ModelException(String message) {
        super(oneLine(message));
    }

    /** Makes an exception with a message for the user and its cause. */
    public ModelException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** Names inside a file may hold line ends and other signs that steer a terminal. */
    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
