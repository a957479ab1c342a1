package xai4j.examples;

import java.io.PrintWriter;
import java.util.Locale;

/** How far the pictures of a folder are, and how long the others will take, judged by those that were made: those found done count as no time. */
final class FolderProgress {
    private static final double NANOS = 1e9;
    private static final int LEAST = 3;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private final ProgressBar bar;
    private final int all;
    private final long start = System.nanoTime();
    private int done;
    private int before;
    private int failed;

    FolderProgress(PrintWriter err, int all) {
        this.bar = ProgressBar.on(err, "pictures");
        this.all = all;
    }

    /** Takes the bar away, for lines to be printed. */
    void clear() {
        bar.clear();
    }

    /** Counts one picture. */
    void finished(boolean wasDone, boolean hasFailed) {
        done++;
        before += wasDone ? 1 : 0;
        failed += hasFailed ? 1 : 0;
        int made = done - before;
        bar.note(made < LEAST ? "" : words((System.nanoTime() - start) / NANOS / made * (all - done)));
        bar.report(done, all);
    }

    /** All of them in one line. */
    String summary() {
        bar.clear();
        return String.format(
                Locale.ROOT,
                "%d pictures: %d explained, %d were done before, %d failed",
                all,
                all - before - failed,
                before,
                failed);
    }

    static String words(double seconds) {
        if (seconds < MINUTE) {
            return "about " + Math.round(seconds) + " s left";
        }
        return seconds < HOUR
                ? "about " + Math.round(seconds / MINUTE) + " min left"
                : String.format(Locale.ROOT, "about %.1f h left", seconds / HOUR);
    }
}
