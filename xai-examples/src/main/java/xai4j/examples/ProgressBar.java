package xai4j.examples;

import java.io.PrintWriter;
import java.io.Writer;
import xai4j.explain.Progress;

/** A line that fills up while work goes on; silent unless the start script saw a terminal. */
final class ProgressBar implements Progress {
    private static final int WIDTH = 30;
    private static final int NOTE = 24;
    private static final long REDRAW_NANOS = 100_000_000L;

    private final PrintWriter out;
    private final String title;
    private final boolean visible;
    private long drawnAt;
    private String note = "";

    private ProgressBar(PrintWriter out, String title, boolean visible) {
        this.out = out;
        this.title = title;
        this.visible = visible;
        this.drawnAt = System.nanoTime();
    }

    static ProgressBar on(PrintWriter out, String title) {
        return new ProgressBar(out, title, Boolean.getBoolean("xai.terminal"));
    }

    /** Where lines go that are for somebody who waits, and which nobody wants to find in a file: nowhere unless the start script saw a terminal. */
    static PrintWriter lines(PrintWriter out) {
        return Boolean.getBoolean("xai.terminal") ? out : new PrintWriter(Writer.nullWriter());
    }

    @Override
    public synchronized void report(long done, long total) {
        long now = System.nanoTime();
        if (visible && now - drawnAt > REDRAW_NANOS) {
            drawnAt = now;
            int filled = (int) (WIDTH * Math.min(done, total) / Math.max(total, 1));
            String bar = "#".repeat(filled) + " ".repeat(WIDTH - filled);
            out.printf("\r%-20s [%s] %d/%d %-" + NOTE + "s", title, bar, done, total, note);
            out.flush();
        }
    }

    /** Says something behind the bar from the next report on. */
    synchronized void note(String text) {
        note = text.length() > NOTE ? text.substring(0, NOTE) : text;
    }

    void clear() {
        if (visible) {
            out.print("\r" + " ".repeat(WIDTH + 50 + NOTE) + "\r");
            out.flush();
        }
    }
}
