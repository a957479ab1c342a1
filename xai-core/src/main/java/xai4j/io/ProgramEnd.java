package xai4j.io;

import java.util.function.Supplier;

/**
 * Ends native work before the program ends: native libraries take themselves down while a process ends, and a call that still runs in
 * them would crash it. Once the program is told to end, those that run are waited for, ten seconds at most.
 */
public final class ProgramEnd {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final ProgramEnd PROCESS = new ProgramEnd();

    private int running;
    private boolean watched;
    private boolean ending;

    private ProgramEnd() {}

    /** Does native work that takes seconds and cannot be told to stop; it may still begin while the program ends. */
    public static <T> T waitsFor(Supplier<T> work) {
        PROCESS.enter();
        return PROCESS.run(work);
    }

    /**
     * Does native work that does not begin any more once the program is told to end.
     *
     * @param name of the model, for the message
     * @throws IllegalStateException if the program is ending
     */
    public static <T> T notDuring(String name, Supplier<T> work) {
        PROCESS.enterUnlessEnding(name);
        return PROCESS.run(work);
    }

    private <T> T run(Supplier<T> work) {
        try {
            return work.get();
        } finally {
            leave();
        }
    }

    private synchronized void enterUnlessEnding(String name) {
        enter();
        if (ending) {
            running--;
            throw new IllegalStateException("the program is ending, so " + name + " is not used any more");
        }
    }

    private synchronized void enter() {
        if (!watched && !ending) {
            watch();
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
