package xai4j.examples.serve;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Work in a bounded number of threads, with a bounded number waiting; what waits or runs can be called off. */
public final class WorkQueue implements AutoCloseable {
    /** How much longer than its budget work may take before it is stopped from outside. */
    private static final double OVERTIME = 2;

    private final ThreadPoolExecutor workers;
    private final ScheduledExecutorService clock;
    private final long patienceMillis;

    /** Makes the threads. */
    public WorkQueue(ServeLimits limits) {
        workers = new ThreadPoolExecutor(
                limits.parallel(),
                limits.parallel(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.queue()),
                work -> new Thread(work, "explaining"));
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "clock of the work");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        clock = timer;
        patienceMillis = (long) (1000 * (OVERTIME * limits.seconds() + 5));
    }

    /** Work that was taken on. */
    public final class Ticket {
        private enum State {
            WAITING,
            RUNNING,
            OVER
        }

        private final Runnable work;
        private final Runnable calledOff;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private @Nullable Thread worker;

        private Ticket(Runnable work, Runnable calledOff) {
            this.work = work;
            this.calledOff = calledOff;
        }

        private void run() {
            if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
                return;
            }
            synchronized (this) {
                worker = Thread.currentThread();
            }
            var watch = clock.schedule(this::cancel, patienceMillis, TimeUnit.MILLISECONDS);
            try {
                work.run();
            } finally {
                watch.cancel(false);
                synchronized (this) {
                    worker = null;
                    state.set(State.OVER);
                }
                // an interrupt that came late is not meant for the next
                Thread.interrupted();
            }
        }

        /** Calls the work off: what waits is forgotten, what runs is interrupted. */
        public void cancel() {
            if (state.compareAndSet(State.WAITING, State.OVER)) {
                workers.getQueue().removeIf(queued -> queued instanceof Entry entry && entry.ticket() == this);
                calledOff.run();
                return;
            }
            synchronized (this) {
                if (worker != null) {
                    worker.interrupt();
                }
            }
        }
    }

    private record Entry(Ticket ticket) implements Runnable {
        @Override
        public void run() {
            ticket.run();
        }
    }

    /**
     * Takes work on.
     *
     * @param work done on a thread of this queue; stops when that is interrupted
     * @param calledOff told when work is called off before it began
     * @throws RequestException of status 429 if too much waits already
     */
    public Ticket submit(Runnable work, Runnable calledOff) {
        Ticket ticket = new Ticket(work, calledOff);
        try {
            workers.execute(new Entry(ticket));
        } catch (RejectedExecutionException e) {
            throw new RequestException(
                    RequestException.BUSY,
                    workers.isShutdown()
                            ? "the service is about to stop"
                            : workers.getQueue().size() + " requests are waiting already; try again in a while",
                    e);
        }
        return ticket;
    }

    /** How many wait. */
    public int waiting() {
        return workers.getQueue().size();
    }

    /** How many are worked on. */
    public int running() {
        return workers.getActiveCount();
    }

    /** Waits for what runs and waits, no longer than given; then calls the rest off. */
    public void finish(double seconds) {
        workers.shutdown();
        try {
            if (!workers.awaitTermination((long) (1000 * seconds), TimeUnit.MILLISECONDS)) {
                close();
                workers.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    @Override
    public void close() {
        workers.shutdownNow().forEach(queued -> {
            if (queued instanceof Entry entry) {
                entry.ticket().cancel();
            }
        });
        clock.shutdownNow();
    }
}
