package xai4j.onnx;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import xai4j.numeric.Cancellation;
import xai4j.numeric.Parallel;

/**
 * Runs the rows of a batch on several threads, each row by itself.
 *
 * <p>On a CPU several Java threads over one single-threaded session are faster than one session with several threads, and
 * a row's bits never depend on its neighbours.
 */
final class BatchRows implements AutoCloseable {
    private final int threads;
    private final ExecutorService helpers;

    BatchRows(int threads) {
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
        AtomicBoolean cut = new AtomicBoolean();
        Runnable loop = () -> {
            for (int row = next.getAndIncrement(); row < count; row = next.getAndIncrement()) {
                int at = row;
                Cancellation.check(caller, () -> "interrupted at image " + at + " of " + count);
                work.accept(row);
            }
        };
        Parallel.together(Math.min(threads, count), helpers, loop, () -> {
            if (next.getAndSet(count) < count) {
                cut.set(true);
            }
        });
        if (cut.get()) {
            throw new CancellationException("interrupted before the last of " + count + " images");
        }
    }

    @Override
    public void close() {
        helpers.shutdown();
    }
}
