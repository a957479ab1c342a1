package xai4j.examples.serve.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import xai4j.examples.serve.http.EventStream;
import xai4j.explain.Progress;

/** Tells a page how far work has come, ten times a second at most; when nobody listens any more, the work is stopped. */
final class EventProgress implements Progress {
    private static final long PAUSE_NANOS = 100_000_000L;

    private final EventStream events;
    private final Thread worker = Thread.currentThread();
    private long toldAt;

    EventProgress(EventStream events) {
        this.events = events;
    }

    @Override
    public synchronized void report(long done, long total) {
        long now = System.nanoTime();
        if (now - toldAt < PAUSE_NANOS) {
            return;
        }
        toldAt = now;
        if (!events.send(
                "progress",
                JsonNodeFactory.instance.objectNode().put("done", done).put("total", total))) {
            worker.interrupt();
        }
    }
}
