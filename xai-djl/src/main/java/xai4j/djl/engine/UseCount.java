package xai4j.djl.engine;

import java.util.function.Supplier;
import xai4j.io.ProgramEnd;
import xai4j.model.ClosedModelException;

/**
 * Counts who works with something native, so that closing never takes it from under a thread: it is freed at once when nobody
 * uses it, else by its last user.
 */
public final class UseCount implements AutoCloseable {
    private final String name;
    private final Runnable free;
    private final boolean endless;
    private int users;
    private boolean closed;
    private boolean freed;

    /**
     * Begins with no users.
     *
     * @param name of the model, for the message of one that is closed
     * @param free frees what is native; called once
     */
    public UseCount(String name, Runnable free) {
        this(name, free, false);
    }

    /**
     * The same for work that may go on for long, such as a loop in a graph.
     *
     * @param endless whether an interrupt ends the waiting of who uses it, while the work goes on unheard and is waited for before anything
     *     is freed
     */
    public UseCount(String name, Runnable free, boolean endless) {
        this.name = name;
        this.free = free;
        this.endless = endless;
    }

    /**
     * Works as a user.
     *
     * @throws ClosedModelException if it is closed
     * @throws IllegalStateException if the program is ending
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while it waits for what may be endless
     */
    public <T> T use(Supplier<T> work) {
        return endless ? InterruptibleWait.of(() -> counted(work)) : counted(work);
    }

    private <T> T counted(Supplier<T> work) {
        enter();
        try {
            return ProgramEnd.notDuring(name, work);
        } finally {
            leave();
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
            last = isUnused();
        }
        if (last) {
            free.run();
        }
    }

    /** Whether it is to be freed now; true once. */
    private boolean isUnused() {
        boolean unused = closed && users == 0 && !freed;
        freed |= unused;
        return unused;
    }

    /** Lets nobody begin any more. Closing twice is no error. */
    @Override
    public void close() {
        boolean unused;
        synchronized (this) {
            closed = true;
            unused = isUnused();
        }
        if (unused) {
            free.run();
        }
    }
}
