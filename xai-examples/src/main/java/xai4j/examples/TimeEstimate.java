package xai4j.examples;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import xai4j.explain.Progress;

/**
 * Says once, as soon as the first steps have shown it, how long work will take. The very first are not measured: in them classes are loaded, memory is
 * fetched and engines warm up.
 */
final class TimeEstimate implements Progress {
    private static final double NANOS = 1e9;
    private static final double MEASURED_SECONDS = 1.5;
    private static final long LEAST_STEPS = 4;
    private static final int MINUTE = 60;

    private final Progress next;
    private final PrintWriter out;
    private final String what;
    private final long leastSteps;
    private final LongSupplier nanos;
    private long firstDone = -1;
    private long firstNanos;
    private boolean told;

    /**
     * Passes reports on.
     *
     * @param what takes so long: "training"
     */
    TimeEstimate(Progress next, PrintWriter out, String what) {
        this(next, out, what, LEAST_STEPS, System::nanoTime);
    }

    /** An estimate for work whose steps are long: the second one tells. */
    static TimeEstimate ofEpochs(PrintWriter out, String what) {
        return new TimeEstimate(Progress.SILENT, out, what, 1, System::nanoTime);
    }

    TimeEstimate(Progress next, PrintWriter out, String what, long leastSteps, LongSupplier nanos) {
        this.leastSteps = leastSteps;
        this.next = next;
        this.out = out;
        this.what = what;
        this.nanos = nanos;
    }

    @Override
    public synchronized void report(long done, long total) {
        next.report(done, total);
        if (told) {
            return;
        }
        long now = nanos.getAsLong();
        if (firstDone < 0) {
            firstDone = done;
            firstNanos = now;
            return;
        }
        double seconds = (now - firstNanos) / NANOS;
        if (done - firstDone >= leastSteps && seconds >= MEASURED_SECONDS) {
            told = true;
            double each = seconds / (done - firstDone);
            out.printf(
                    Locale.ROOT,
                    "%s will take about %s: %d steps of %s, by the first %d%n",
                    what,
                    words(each * (total - firstDone)),
                    total,
                    words(each),
                    done);
            out.flush();
        }
    }

    /** A time as one says it. */
    static String words(double seconds) {
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.0f ms", 1000 * seconds);
        }
        if (seconds < 2 * MINUTE) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        double minutes = seconds / MINUTE;
        return minutes < 2 * MINUTE
                ? String.format(Locale.ROOT, "%.0f minutes", minutes)
                : String.format(Locale.ROOT, "%.1f hours", minutes / MINUTE);
    }
}
