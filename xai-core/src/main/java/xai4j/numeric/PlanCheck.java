package xai4j.numeric;

/** What every plan of a training asks of its numbers. */
public final class PlanCheck {
    private PlanCheck() {}

    /**
     * Refuses a number that cannot be.
     *
     * @param holds whether it can
     * @param what it is, for the message
     * @throws IllegalArgumentException naming what it is and the number
     */
    public static void require(boolean holds, String what, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(what + " cannot be " + value);
        }
    }
}
