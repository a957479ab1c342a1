package xai4j.numeric;

import java.util.concurrent.CancellationException;

/** How long work is ended from outside: by an interrupt of its thread. */
public final class Cancellation {
    private Cancellation() {}

    /**
     * Ends work whose thread was interrupted; the interrupt flag stays set.
     *
     * @throws CancellationException if it was
     */
    public static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }
}
