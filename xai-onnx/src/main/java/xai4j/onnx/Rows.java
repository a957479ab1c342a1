package xai4j.onnx;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Runs the rows of a batch on several threads, each row by itself.
 *
 * <p>On a CPU several Java threads over one single-threaded session are faster than one session with several threads, and
 * a row's bits never depend on its neighbours.
 */
final class Rows implements AutoCloseable {
    private final int threads;
    private final ExecutorService helpers;

    Rows(int threads) {
        this.threads = threads;
        this.helpers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "xai4j-onnx");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Calls the work for 0…count−1, on the calling thread and as many others as allowed; returns when all are done.
     *
     * @throws CancellationException if the calling thread is interrupted before the last row is begun; its interrupt flag
     *     stays set
     */
    void forEach(int count, IntConsumer work) {
        if (count == 1) {
            work.accept(0);
            return;
        }
        Thread caller = Thread.currentThread();
        AtomicInteger next = new AtomicInteger();
        Runnable loop = () -> {
            for (int row = next.getAndIncrement(); row < count; row = next.getAndIncrement()) {
                if (caller.isInterrupted()) {
                    throw new CancellationException("interrupted at image " + row + " of " + count);
                }
                work.accept(row);
            }
        };
        var others = IntStream.range(1, Math.min(threads, count))
                .mapToObj(i -> helper(loop))
                .flatMap(Optional::stream)
                .toList();
        try {
            loop.run();
        } finally {
            next.set(count);
            others.forEach(Rows::join);
        }
    }

    /** Another thread for some work; none while the model is being closed, then the caller finishes alone. */
    private Optional<Future<?>> helper(Runnable work) {
        try {
            return Optional.of(helpers.submit(work));
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        }
    }

    private static void join(Future<?> other) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    other.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        helpers.shutdown();
    }
}
