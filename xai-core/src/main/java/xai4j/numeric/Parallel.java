package xai4j.numeric;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Work on every picture of a data set, on as many threads as there are processors. Unlike a parallel stream it never leaves while
 * a thread is still at work, so that what the work uses (a folder, a model) may be removed or closed afterwards, whatever happened.
 */
public final class Parallel {
    private Parallel() {}

    /**
     * Does the work for {@code 0 ≤ i < size}. After a failure no more is begun, and what has been begun is finished.
     *
     * @return what the work returned, in order
     * @throws CancellationException if the calling thread is interrupted; its interrupt flag stays set
     */
    public static <T> List<T> map(int size, IntFunction<T> work) {
        Thread caller = Thread.currentThread();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        @SuppressWarnings("unchecked")
        T[] results = (T[]) new Object[size];
        IntStream.range(0, size).parallel().forEach(i -> {
            if (failure.get() != null) {
                return;
            }
            try {
                if (caller.isInterrupted()) {
                    throw new CancellationException("interrupted at " + i + " of " + size);
                }
                results[i] = work.apply(i);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        });
        rethrow(failure.get());
        return Arrays.asList(results);
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
