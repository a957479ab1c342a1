package xai4j.io;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets work stop when the program is told to end (Ctrl-C, SIGTERM): its thread is interrupted and waited for, ten seconds at most.
 * Native libraries take themselves down while a process ends, and a step that still runs in them would crash it; and half-written
 * files are to be removed.
 */
public final class GracefulShutdown {
    private static final int PATIENCE_SECONDS = 10;

    private GracefulShutdown() {}

    /** Some work. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        /** Does it, and stops when its thread is interrupted. */
        T run() throws E;
    }

    /** Does work on the calling thread; returns and fails as it does. */
    public static <T, E extends Exception> T of(Work<T, E> work) throws E {
        CountDownLatch reached = new CountDownLatch(1);
        Thread worker = Thread.currentThread();
        Thread atExit = new Thread(() -> stop(worker, reached));
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            return work.run();
        } finally {
            reached.countDown();
            forget(atExit);
        }
    }

    private static void stop(Thread worker, CountDownLatch reached) {
        worker.interrupt();
        try {
            reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the program ends already, so that the hook has had its use
            atExit.interrupt();
        }
    }
}
