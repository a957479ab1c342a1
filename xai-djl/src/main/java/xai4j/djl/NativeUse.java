package xai4j.djl;

import java.util.function.Supplier;
import xai4j.model.ClosedModelException;

/**
 * Counts the users of something native, so that it is never freed under them: after closing nobody new is let in, and the last user
 * frees it. While the program ends nobody new is let in anywhere and those within are waited for, ten seconds at most, because native
 * libraries take themselves down then and a call that still runs in them would crash.
 */
public final class NativeUse implements AutoCloseable {
    private static final ProgramEnd END = new ProgramEnd();

    private final String name;
    private final Runnable free;
    private int users;
    private boolean closed;

    /**
     * Begins with no user.
     *
     * @param name the model's, for messages
     * @param free gives the native memory back; runs once
     */
    public NativeUse(String name, Runnable free) {
        this.name = name;
        this.free = free;
    }

    /**
     * Does work that needs what is counted here.
     *
     * @throws ClosedModelException if it is closed
     * @throws IllegalStateException if the program is ending
     */
    public <T> T use(Supplier<T> work) {
        enter();
        try {
            return during(name, work);
        } finally {
            leave();
        }
    }

    /**
     * Does native work that belongs to nothing that is counted, such as loading.
     *
     * @throws IllegalStateException if the program is ending
     */
    public static <T> T during(String name, Supplier<T> work) {
        END.enter(name);
        try {
            return work.get();
        } finally {
            END.leave();
        }
    }

    private synchronized void enter() {
        if (closed) {
            throw new ClosedModelException(name);
        }
        users++;
    }

    private void leave() {
        boolean last;
        synchronized (this) {
            users--;
            last = closed && users == 0;
        }
        if (last) {
            free.run();
        }
    }

    @Override
    public void close() {
        boolean last;
        synchronized (this) {
            last = !closed && users == 0;
            closed = true;
        }
        if (last) {
            free.run();
        }
    }

    /** All native work of the process. */
    private static final class ProgramEnd {
        private static final long PATIENCE_NANOS = 10_000_000_000L;

        private int running;
        private boolean watched;
        private boolean ending;

        synchronized void enter(String name) {
            if (!watched && !ending) {
                watch();
            }
            if (ending) {
                throw new IllegalStateException("the program is ending, so " + name + " is not used any more");
            }
            running++;
        }

        private void watch() {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(this::end, "xai4j-native-end"));
                watched = true;
            } catch (IllegalStateException e) {
                ending = true;
            }
        }

        synchronized void leave() {
            running--;
            notifyAll();
        }

        private synchronized void end() {
            ending = true;
            long start = System.nanoTime();
            try {
                long left = PATIENCE_NANOS;
                while (running > 0 && left > 0) {
                    wait(Math.max(1, left / 1_000_000));
                    left = PATIENCE_NANOS - (System.nanoTime() - start);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
