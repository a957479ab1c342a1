package xai4j.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the work stop when the program is told to end: its thread is interrupted and waited for. Native libraries take themselves
 * down while a process ends, and a step that still runs in them would crash it; and half-written files are removed.
 */
final class OrderlyEnd {
    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch reached = new CountDownLatch(1);

    private OrderlyEnd() {}

    /** Watches over a thread's work from now on. */
    static OrderlyEnd of(Thread worker) {
        OrderlyEnd end = new OrderlyEnd();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end.await(worker)));
        return end;
    }

    /** The work has ended by itself. */
    void reached() {
        reached.countDown();
    }

    private void await(Thread worker) {
        if (reached.getCount() == 0) {
            return;
        }
        worker.interrupt();
        try {
            reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
