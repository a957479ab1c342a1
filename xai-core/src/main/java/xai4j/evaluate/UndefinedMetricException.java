package xai4j.evaluate;

/** A metric has no value for an explanation: a share of nothing, an order of equals. The message says why; tables show a gap. */
public final class UndefinedMetricException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** Says why. */
    public UndefinedMetricException(String reason) {
        super(reason);
    }
}
