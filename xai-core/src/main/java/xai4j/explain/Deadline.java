package xai4j.explain;

import java.util.function.LongSupplier;
import xai4j.numeric.Cancellation;

/** When an explanation must be finished; its clock starts when it is made. Methods look at it between two calls of the model. */
public final class Deadline {
    private static final double NANOS = 1e9;

    private final double seconds;
    private final LongSupplier clock;
    private final long start;

    /**
     * Starts the clock.
     *
     * @param seconds how long it may take; 0 is no limit
     * @param clock nanoseconds from anywhere, such as {@link System#nanoTime}
     */
    public Deadline(double seconds, LongSupplier clock) {
        this.seconds = seconds;
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    /** Whether time is over. */
    public boolean isOver() {
        return seconds > 0 && elapsed() > seconds;
    }

    /** Whether work that takes so long would end in time; true without a limit. */
    public boolean allows(double more) {
        return seconds == 0 || elapsed() + more <= seconds;
    }

    /** Seconds since the start. */
    public double elapsed() {
        return (clock.getAsLong() - start) / NANOS;
    }

    /**
     * Ends work whose time is over or whose thread was interrupted.
     *
     * @param evaluations images scored so far, for the message
     * @throws TimeLimitException if time is over
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; its flag stays set
     */
    public void check(long evaluations) {
        Cancellation.check();
        if (isOver()) {
            throw new TimeLimitException("stopped by max-seconds=" + seconds + " after " + evaluations
                    + " images, before there was an answer; allow more time or ask for less work");
        }
    }
}
