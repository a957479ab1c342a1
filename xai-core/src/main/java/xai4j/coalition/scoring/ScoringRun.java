package xai4j.coalition.scoring;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import xai4j.numeric.Cancellation;
import xai4j.numeric.Parallel;

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
    private final BudgetTracker tracker;
    private final Supplier<Batch> batches;
    private final double[] scores;
    private final AtomicInteger taken = new AtomicInteger();
    private volatile boolean stopped;

    ScoringRun(int rows, int batch, int targets, BudgetTracker tracker, Supplier<Batch> batches) {
        this.rows = rows;
        this.batch = batch;
        this.targets = targets;
        this.tracker = tracker;
        this.batches = batches;
        this.scores = new double[Math.multiplyExact(rows, targets)];
    }

    /** Runs to the end, or until time is over. */
    double[] scores(int callers) {
        int useful = Math.min(callers, (rows + batch - 1) / batch);
        Parallel.together(useful, Parallel.helpers("xai4j-scorer"), this::work, () -> stopped = true);
        Cancellation.check();
        int done = taken.get();
        tracker.release(rows - done);
        return done == rows ? scores : Arrays.copyOf(scores, done * targets);
    }

    private void work() {
        Batch own = batches.get();
        double nanosPerRow = (double) tracker.elapsedNanos() / Math.max(1, tracker.evaluations());
        while (!stopped && !tracker.expired() && !Cancellation.isRequested()) {
            int size = inTime(nanosPerRow);
            int from = taken.getAndUpdate(n -> Math.min(rows, n + size));
            int to = Math.min(rows, from + size);
            if (from == to) {
                return;
            }
            long start = tracker.elapsedNanos();
            own.score(from, to, scores);
            nanosPerRow = (double) (tracker.elapsedNanos() - start) / (to - from);
            tracker.count(to - from);
        }
    }

    /** As many rows as a batch holds, fewer when there is no time for all of them, one at least. */
    private int inTime(double nanosPerRow) {
        boolean enough = !tracker.budget().isTimed() || nanosPerRow * batch <= tracker.nanosLeft();
        return enough ? batch : (int) Math.max(1, Math.min(batch, tracker.nanosLeft() / nanosPerRow));
    }
}
