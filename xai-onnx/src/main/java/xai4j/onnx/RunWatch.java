package xai4j.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import xai4j.model.ModelException;
import xai4j.numeric.Cancellation;

/**
 * Ends a run of a graph with loops that goes on too long, or whose thread is interrupted: how often a loop turns around can be said by the
 * picture, or by a file that means no good.
 */
final class RunWatch implements AutoCloseable {
    /** System property: seconds that one run of a graph with loops may take. */
    static final String PROPERTY = "xai4j.onnx.max-loop-seconds";

    private static final double STANDARD_SECONDS = 60;
    private static final long EVERY_MILLIS = 50;
    private static final double NANOS = 1e9;
    private static final ScheduledExecutorService WATCHERS = watchers();

    private final double seconds = seconds();
    private final long start = System.nanoTime();
    private final Thread runner = Thread.currentThread();
    private final OrtSession.RunOptions options;
    private final ScheduledFuture<?> watch;
    private boolean closed;
    private volatile boolean late;

    /** Begins to watch the calling thread's run. */
    RunWatch() throws OrtException {
        this.options = new OrtSession.RunOptions();
        this.watch = WATCHERS.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static ScheduledExecutorService watchers() {
        ScheduledThreadPoolExecutor watchers = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "xai4j-onnx-watch");
            thread.setDaemon(true);
            return thread;
        });
        watchers.setRemoveOnCancelPolicy(true);
        return watchers;
    }

    private static double seconds() {
        String said = System.getProperty(PROPERTY, "");
        try {
            return said.isBlank() ? STANDARD_SECONDS : Double.parseDouble(said);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + PROPERTY + "=" + said + " is no number of seconds", e);
        }
    }

    /** What the run has to be given, so that it can be ended. */
    OrtSession.RunOptions options() {
        return options;
    }

    private synchronized void look() {
        boolean over = (System.nanoTime() - start) / NANOS > seconds;
        if (!closed && (over || runner.isInterrupted())) {
            late |= over;
            try {
                options.setTerminate(true);
            } catch (OrtException e) {
                // the run ends by itself or is told again
            }
        }
    }

    /**
     * Says why a run was ended, where it was.
     *
     * @param name of the model
     * @throws ModelException if it took too long
     * @throws java.util.concurrent.CancellationException if its thread is interrupted; the flag stays set
     */
    void requireInTime(String name) {
        if (late) {
            throw new ModelException(name + " has a loop that was not done after " + seconds
                    + " s, so the run was ended; give it more with -D" + PROPERTY + "=" + Math.ceil(10 * seconds));
        }
        Cancellation.check();
    }

    @Override
    public synchronized void close() {
        closed = true;
        watch.cancel(false);
        options.close();
    }
}
