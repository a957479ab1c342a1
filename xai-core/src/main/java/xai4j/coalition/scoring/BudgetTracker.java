package xai4j.coalition.scoring;

import java.util.concurrent.atomic.AtomicLong;
import xai4j.explain.Clock;
import xai4j.explain.Progress;

/** Counts what a run has cost, against its budget, and reports progress. Safe for several threads. */
public final class BudgetTracker {
    private final Budget budget;
    private final Progress progress;
    private final long startNanos = System.nanoTime();
    private final Clock clock;
    private final long begun;
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private volatile long expected;
    private volatile long planned;
    private volatile int step = 1;
    private volatile long kept;
    private volatile boolean cut;

    /** Starts the clock. */
    public BudgetTracker(Budget budget, Progress progress) {
        this(budget, progress, Clock.SYSTEM);
    }

    /**
     * Starts a clock of one's own.
     *
     * @param clock what a limit on time is kept by
     */
    public BudgetTracker(Budget budget, Progress progress, Clock clock) {
        this.budget = budget;
        this.progress = progress;
        this.clock = clock;
        this.begun = clock.start();
    }

    /** Says how many evaluations are planned in all, for progress and to know whether the budget cut them short. */
    public void expect(long evaluations) {
        expect(evaluations, 1);
    }

    /**
     * Says how many evaluations are planned in all.
     *
     * @param smallestStep evaluations that are only made together, such as those of a pair
     */
    public void expect(long evaluations, int smallestStep) {
        planned = evaluations;
        step = smallestStep;
        expected = Math.min(evaluations, budget.evaluations());
    }

    /** The budget. */
    public Budget budget() {
        return budget;
    }

    /** Number of images scored so far. */
    public long evaluations() {
        return done.get();
    }

    /** {@link System#nanoTime()} at the start. */
    public long startNanos() {
        return startNanos;
    }

    /** Evaluations that may still be asked for. */
    public long left() {
        return expired() ? 0 : budget.evaluations() - reserved.get();
    }

    /** Whether the budget kept the run from doing all that it was asked for. */
    public boolean stoppedEarly() {
        return cut || (planned > budget.evaluations() && done.get() + step > budget.evaluations());
    }

    /**
     * Ends scoring so much earlier, to leave time for what follows it.
     *
     * @param nanos how long that takes
     */
    public void keep(long nanos) {
        kept = nanos;
    }

    /** Says that fewer evaluations are asked for than were planned, since time would not reach for more. */
    public void cutShort() {
        cut = true;
    }

    /** Nanoseconds until scoring must end; zero or less when it must have ended, and very many without a limit. */
    public long nanosLeft() {
        return budget.isTimed() ? budget.time().toNanos() - kept - elapsedNanos() : Long.MAX_VALUE;
    }

    /** Nanoseconds since the start, by the clock that limits are kept by. */
    long elapsedNanos() {
        return clock.now() - begun;
    }

    /** Whether the time is over. */
    public boolean expired() {
        return nanosLeft() < 0;
    }

    /** Grants up to {@code rows} rows of {@code cost} evaluations each. */
    public int reserve(int rows, int cost) {
        while (true) {
            long before = reserved.get();
            int granted = (int) Math.min(rows, (budget.evaluations() - before) / cost);
            if (reserved.compareAndSet(before, before + (long) granted * cost)) {
                cut |= granted < rows;
                return granted;
            }
        }
    }

    /** Takes back granted evaluations that were not used because time was over. */
    public void release(long evaluations) {
        if (evaluations > 0) {
            cut = true;
            reserved.addAndGet(-evaluations);
        }
    }

    /** Notes finished evaluations. */
    public void count(long evaluations) {
        long now = done.addAndGet(evaluations);
        progress.report(now, Math.max(expected, now));
    }
}
