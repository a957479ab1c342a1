package xai4j.numeric;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Work on the items of a stream on several threads, with the results in the items' order. No more than twice as many items as there are threads are taken
 * before their results are asked for, so that memory does not grow with the length of the stream. When no items are left, idle threads help those at work
 * ({@link Parallel#helpers}).
 */
public final class OrderedStream {
    private static final int AHEAD = 2;
    private static final long LONGEST_WAIT_SECONDS = 3600;

    private OrderedStream() {}

    /**
     * The results of work, made as they are asked for. Whoever ends before the last result closes the stream: what has been begun is then interrupted and waited
     * for. An exception of the work, or of the stream of items, comes out where its result would.
     *
     * @throws IllegalArgumentException if there is no thread
     */
    public static <T, R> Stream<R> map(Stream<? extends T> items, int threads, Function<? super T, ? extends R> work) {
        if (threads < 1) {
            throw new IllegalArgumentException("work needs a thread, not " + threads);
        }
        Window<T, R> window = new Window<>(items.iterator(), threads, work);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(window, 0), false)
                .onClose(window::close)
                .onClose(items::close);
    }

    /** Results that are being made or wait to be taken. */
    private static final class Window<T, R> implements Iterator<R> {
        private final Iterator<? extends T> items;
        private final int size;
        private final Function<? super T, ? extends R> work;
        private final ExecutorService threads;
        private final Queue<Future<R>> begun = new ArrayDeque<>();

        Window(Iterator<? extends T> items, int threads, Function<? super T, ? extends R> work) {
            this.items = items;
            this.size = AHEAD * threads;
            this.work = work;
            this.threads = Executors.newFixedThreadPool(threads, item -> pooled(item, threads));
        }

        private Thread pooled(Runnable item, int count) {
            return new PooledThread(item, "xai4j-ordered", task -> threads.execute(task), count);
        }

        @Override
        public boolean hasNext() {
            while (begun.size() < size && items.hasNext()) {
                T item = items.next();
                begun.add(threads.submit(() -> BusyThreads.during(() -> work.apply(item))));
            }
            if (begun.isEmpty()) {
                threads.shutdown();
            }
            return !begun.isEmpty();
        }

        @Override
        public R next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                return begun.remove().get();
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            } catch (ExecutionException e) {
                close();
                throw rethrown(e.getCause());
            }
        }

        private static RuntimeException rethrown(@Nullable Throwable cause) {
            if (cause instanceof Error error) {
                throw error;
            }
            return cause instanceof RuntimeException exception ? exception : new IllegalStateException(cause);
        }

        /** Ends what has been begun and waits until nobody is at work any more. */
        void close() {
            threads.shutdownNow();
            boolean interrupted = Thread.interrupted();
            try {
                if (!threads.awaitTermination(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("work does not end when it is interrupted");
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
