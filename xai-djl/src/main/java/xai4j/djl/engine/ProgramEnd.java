package xai4j.djl.engine;

import java.util.function.Supplier;

/**
 * Ends native work before the program ends: native libraries take themselves down while a process ends, and a call that still runs in
 * them would crash it. Once the program is told to end no call begins, and those that run are waited for, ten seconds at most.
 */
public final class ProgramEnd {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final ProgramEnd PROCESS = new ProgramEnd();

    private int running;
    private boolean watched;
    private boolean ending;

    private ProgramEnd() {}

    /**
     * Does native work.
     *
     * @param name of the model, for the message
     * @throws IllegalStateException if the program is ending
     */
    public static <T> T notDuring(String name, Supplier<T> work) {
        PROCESS.enter(name);
        try {
            return work.get();
        } finally {
            PROCESS.leave();
        }
    }

    private synchronized void enter(String name) {
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
            Runtime.getRuntime().addShutdownHook(new Thread(this::end, "xai4j-program-end"));
            watched = true;
        } catch (IllegalStateException e) {
            // the program is ending already
            ending = true;
        }
    }

    private synchronized void leave() {
        running--;
        notifyAll();
    }

    private synchronized void end() {
        ending = true;
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        try {
            for (long left = PATIENCE_MILLIS; running > 0 && left > 0; left = end - System.currentTimeMillis()) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
