package xai4j.numeric;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** How long work is ended from outside: by an interrupt of its thread. The flag always stays set, for whoever interrupted looks at it too. */
public final class Cancellation {
    private Cancellation() {}

    /** Whether the thread was asked to end; for work that has a partial answer. */
    public static boolean isRequested() {
        return Thread.currentThread().isInterrupted();
    }

    /**
     * Ends work whose thread was interrupted; the interrupt flag stays set.
     *
     * @throws CancellationException if it was
     */
    public static void check() {
        check(Thread.currentThread(), () -> "interrupted");
    }

    /**
     * Ends work that is done for a thread which was interrupted.
     *
     * @param caller for whom the work is done
     * @param message says how far it came
     * @throws CancellationException if it was
     */
    public static void check(Thread caller, Supplier<String> message) {
        if (caller.isInterrupted()) {
            throw new CancellationException(message.get());
        }
    }
}
