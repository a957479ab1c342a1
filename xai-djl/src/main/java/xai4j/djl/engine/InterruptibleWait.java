package xai4j.djl.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for native work that cannot be told to stop: an interrupt ends the waiting at once, and the work goes on unheard, on a thread of its own, to
 * the limit that it has itself.
 */
final class InterruptibleWait {
    private InterruptibleWait() {}

    /**
     * Does work and waits for it; returns and fails as it does.
     *
     * @throws CancellationException if the waiting thread is interrupted; the flag stays set
     */
    static <T> T of(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = new Thread(task, "xai4j-native-work");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }
}
