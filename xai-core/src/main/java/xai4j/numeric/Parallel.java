package xai4j.numeric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Work on several threads. Unlike a parallel stream it never leaves while a thread is still at work, so that what the work uses (a folder, a
 * model, a buffer) may be removed or closed afterwards, whatever happened; and where numbers are added, the parts do not depend on how many
 * threads there are, so that the bits do not either.
 */
public final class Parallel {
    private static final int BANDS = 8;
    private static final int HALVES = 2;

    private Parallel() {}

    /** Work on a range. */
    @FunctionalInterface
    public interface Work {
        /** Does it for {@code from ≤ i < to}. */
        void on(int from, int to);
    }

    /** Work on a range that adds to a result anywhere. */
    @FunctionalInterface
    public interface Adding {
        /** Does it for {@code from ≤ i < to}. */
        void on(int from, int to, float[] result);
    }

    /**
     * Does the work for {@code 0 ≤ i < size}, on as many threads as there are processors. After a failure no more is begun, and what has been begun is finished.
     *
     * @return what the work returned, in order
     * @throws CancellationException if the calling thread is interrupted; its interrupt flag stays set
     */
    public static <T> List<T> map(int size, IntFunction<T> work) {
        Thread caller = Thread.currentThread();
        @SuppressWarnings("unchecked")
        T[] results = (T[]) new Object[size];
        Cancellation.check(caller, () -> "interrupted before the first of " + size);
        each(size, i -> {
            Cancellation.check(caller, () -> "interrupted at " + i + " of " + size);
            results[i] = work.apply(i);
        });
        return Arrays.asList(results);
    }

    /**
     * Does short work for {@code 0 ≤ i < size}, on as many threads as there are processors, or where the caller is one of several that work on the items of a
     * stream, with those of them that are idle; without looking at interrupts. After a failure no more is begun, and what has been begun is finished.
     */
    public static void each(int size, IntConsumer work) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        IntConsumer guarded = i -> {
            if (failure.get() != null) {
                return;
            }
            try {
                BusyThreads.during(() -> {
                    work.accept(i);
                    return null;
                });
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        if (Thread.currentThread() instanceof PooledThread pooled) {
            among(pooled, size, guarded);
        } else {
            IntStream.range(0, size).parallel().forEach(guarded);
        }
        rethrow(failure.get());
    }

    private static void among(PooledThread caller, int size, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        Runnable share = () -> {
            for (int i = next.getAndIncrement(); i < size; i = next.getAndIncrement()) {
                work.accept(i);
            }
        };
        together(Math.min(size, caller.threads()), caller.pool(), share, () -> {});
    }

    /** Does work on 0 … size−1 in bands whose work touches nothing in common. */
    public static void bands(int size, Work work) {
        each(BANDS, band -> work.on(size * band / BANDS, size * (band + 1) / BANDS));
    }

    /** Adds up what two halves of the work add. */
    public static float[] sum(int size, int length, Adding work) {
        float[] sum = new float[length];
        float[] other = new float[length];
        each(HALVES, half -> work.on(size * half / HALVES, size * (half + 1) / HALVES, half == 0 ? sum : other));
        for (int i = 0; i < length; i++) {
            sum[i] += other[i];
        }
        return sum;
    }

    /**
     * Runs the same work on the calling thread and on helpers, which share out among themselves what there is to do; returns when all that have begun have come to
     * an end. An executor that takes no more work, or has not come to it when the caller is done, leaves the caller with fewer helpers, or alone. An interrupt of the
     * calling thread stops the work and stays set.
     *
     * @param threads how many in all
     * @param helpers runs each helper's work on a thread of its own, as soon as it has one
     * @param work takes one piece after the other until there is none left or it was told to stop
     * @param stop tells the work to take no more; called after a failure and on an interrupt
     * @throws RuntimeException the first failure of any thread
     */
    public static void together(int threads, Executor helpers, Runnable work, Runnable stop) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Runnable guarded = () -> {
            try {
                BusyThreads.during(() -> {
                    work.run();
                    return null;
                });
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                stop.run();
            }
        };
        List<Helper> called = new ArrayList<>();
        for (int i = 1; i < threads; i++) {
            Helper helper = new Helper(guarded);
            called.add(helper);
            start(helpers, helper);
        }
        guarded.run();
        called.forEach(helper -> helper.await(stop));
        rethrow(failure.get());
    }

    /** Work that is begun once, by whoever comes first, or by nobody. */
    private static final class Helper implements Runnable {
        private final Runnable work;
        private final AtomicBoolean isDecided = new AtomicBoolean();
        private final CountDownLatch atWork = new CountDownLatch(1);

        Helper(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (isDecided.compareAndSet(false, true)) {
                try {
                    work.run();
                } finally {
                    atWork.countDown();
                }
            }
        }

        /** Keeps it from beginning, or waits for its end. */
        void await(Runnable stop) {
            if (!isDecided.compareAndSet(false, true)) {
                Parallel.await(atWork, stop);
            }
        }
    }

    /** Who helps the calling thread: where it is one of several that work on the items of a stream, those of them that are idle; otherwise a thread of its own. */
    public static Executor helpers(String name) {
        if (Thread.currentThread() instanceof PooledThread pooled) {
            return pooled.pool();
        }
        return work -> {
            Thread helper = new Thread(work, name);
            helper.setDaemon(true);
            helper.start();
        };
    }

    /**
     * Does work while a helper, if there is one, does other work beside it; returns when both have come to an end. Other work that nobody has begun when the
     * work is done is done after it, or not at all after a failure.
     *
     * @throws RuntimeException the failure of the work, or else that of the other
     */
    public static <T> T beside(Runnable other, Supplier<T> work) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Helper helper = new Helper(() -> {
            try {
                other.run();
            } catch (RuntimeException | Error e) {
                failure.set(e);
            }
        });
        start(helpers("xai4j-beside"), helper);
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error e) {
            helper.await(() -> {});
            throw e;
        }
        helper.run();
        helper.await(() -> {});
        rethrow(failure.get());
        return result;
    }

    private static void start(Executor helpers, Runnable work) {
        try {
            helpers.execute(work);
        } catch (RejectedExecutionException e) {
            // the caller does without
        }
    }

    private static void await(CountDownLatch atWork, Runnable stop) {
        boolean interrupted = false;
        while (true) {
            try {
                atWork.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                stop.run();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
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
