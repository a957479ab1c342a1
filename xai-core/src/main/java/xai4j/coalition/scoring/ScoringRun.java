package xai4j.coalition.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import xai4j.numeric.Cancellation;

/**
 * One pass over many rows in batches, by the calling thread and helpers. Batches are taken in order and finished once taken, so
 * what is scored when time runs out is always a prefix.
 */
final class ScoringRun {
    /** Scores rows {@code from} to {@code to} into {@code scores}, {@code [rows, T]}. */
    @FunctionalInterface
    interface Batch {
        void score(int from, int to, double[] scores);
    }

    private final int rows;
    private final int batch;
    private final int targets;
    private final BudgetTracker meter;
    private final Supplier<Batch> batches;
    private final double[] scores;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    ScoringRun(int rows, int batch, int targets, BudgetTracker meter, Supplier<Batch> batches) {
        this.rows = rows;
        this.batch = batch;
        this.targets = targets;
        this.meter = meter;
        this.batches = batches;
        this.scores = new double[Math.multiplyExact(rows, targets)];
    }

    /** Runs to the end, or until time is over. */
    double[] scores(int callers) {
        List<Thread> helpers = new ArrayList<>();
        int useful = Math.min(callers, (rows + batch - 1) / batch);
        for (int i = 1; i < useful; i++) {
            Thread helper = new Thread(this::work, "xai4j-scorer-" + i);
            helper.setDaemon(true);
            helper.start();
            helpers.add(helper);
        }
        work();
        boolean interrupted = join(helpers);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrow(failure.get());
        Cancellation.check();
        int done = Math.min(rows, taken.get() * batch);
        meter.release(rows - done);
        return done == rows ? scores : Arrays.copyOf(scores, done * targets);
    }

    private void work() {
        try {
            Batch own = batches.get();
            while (!stopped && !meter.expired() && !Thread.currentThread().isInterrupted()) {
                int index = take();
                if (index < 0) {
                    return;
                }
                int to = Math.min(rows, (index + 1) * batch);
                own.score(index * batch, to, scores);
                meter.count(to - index * batch);
            }
        } catch (RuntimeException | Error e) {
            stopped = true;
            failure.compareAndSet(null, e);
        }
    }

    private int take() {
        int all = (rows + batch - 1) / batch;
        int index = taken.getAndUpdate(n -> Math.min(all, n + 1));
        return index < all ? index : -1;
    }

    private boolean join(List<Thread> helpers) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        stopped |= interrupted;
        for (Thread helper : helpers) {
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException e) {
                    stopped = true;
                    interrupted = true;
                }
            }
        }
        return interrupted;
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
