package xai4j.explain;

import xai4j.numeric.Cancellation;

/** When an explanation must be finished; its clock starts when it is made. Methods look at it between two calls of the model. */
public final class Deadline {
    private static final double NANOS = 1e9;

    /** What is left when nothing is, since 0 means no limit. */
    private static final double LEAST = 1e-9;

    private final double seconds;
    private final Clock clock;
    private final long start;

    /**
     * Starts the clock.
     *
     * @param seconds how long it may take; 0 is no limit
     * @param clock what it is kept by
     */
    public Deadline(double seconds, Clock clock) {
        this.seconds = seconds;
        this.clock = clock;
        this.start = clock.start();
    }

    /** Whether time is over. */
    public boolean isOver() {
        return seconds > 0 && elapsed() > seconds;
    }

    /** Whether work that takes so long would end in time; true without a limit. */
    public boolean allows(double more) {
        return seconds == 0 || elapsed() + more <= seconds;
    }

    /**
     * The {@link ConfiguredExplainer#MAX_SECONDS} of work that begins now: 0 without a limit, else more than 0.
     */
    public double remaining() {
        return seconds == 0 ? 0 : Math.max(LEAST, seconds - elapsed());
    }

    /** Seconds since the start. */
    public double elapsed() {
        return (clock.now() - start) / NANOS;
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
