package xai4j.onnx;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;
import xai4j.numeric.BusyThreads;
import xai4j.onnx.graph.OnnxGraph;

/**
 * A graph as a session whose runs take idle cores, and, once that pays, as another beside it whose runs stay on their callers' threads. Both give the same bits.
 *
 * <p>As long as a core is idle, a run is shared out to it. Where as many threads are at work as there are cores, those of the engine's pool only take them from
 * each other: then runs cost a tenth more than on their callers' threads. So once such runs have taken several times as long as opening took, the second
 * session is opened, by one of the callers, while the others go on.
 */
final class SessionPair implements AutoCloseable {
    /** Crowded runs, in times that opening took, after which further ones can be expected to pay for another opening, which is quicker than the first was. */
    private static final int PAYS_AFTER = 4;

    private final EngineSession shared;
    private final Path original;
    private final SessionSettings settings;
    private final int cores;
    private final AtomicLong crowdedNanos = new AtomicLong();
    private final AtomicBoolean isDecided;
    private volatile @Nullable EngineSession own;

    /** Work with one of the two. */
    @FunctionalInterface
    interface Run<T, E extends Exception> {
        T in(EngineSession session) throws E;
    }

    private SessionPair(EngineSession shared, Path original, SessionSettings settings) {
        this.shared = shared;
        this.original = original;
        this.settings = settings;
        this.cores = settings.cores();
        this.isDecided = new AtomicBoolean(!settings.mayBeOpenedTwice());
    }

    /** Opens the first of the two, as {@link EngineSession#open} does. */
    static SessionPair open(String name, OnnxGraph graph, Path original, SessionSettings settings) {
        return new SessionPair(EngineSession.open(name, graph, original, settings), original, settings);
    }

    /** The one that is always there. */
    EngineSession first() {
        return shared;
    }

    /** Runs in the one that suits how many threads are at work, the calling one among them. */
    <T, E extends Exception> T run(Run<T, E> work) throws E {
        if (BusyThreads.count() < cores) {
            return work.in(shared);
        }
        EngineSession open = own;
        if (open != null) {
            return work.in(open);
        }
        long start = System.nanoTime();
        T result = work.in(shared);
        crowdedNanos.addAndGet(System.nanoTime() - start);
        return result;
    }

    /**
     * Opens the second session if it is time to.
     *
     * @param graph makes the graph again
     */
    void openSecondIfItPays(Supplier<OnnxGraph> graph) {
        if (crowdedNanos.get() > PAYS_AFTER * shared.openingNanos() && isDecided.compareAndSet(false, true)) {
            OnnxGraph again = graph.get();
            if (settings.isWide(again)) {
                own = second(again);
            }
        }
    }

    private @Nullable EngineSession second(OnnxGraph graph) {
        try {
            return EngineSession.open(shared.name(), graph, original, settings.onCallersThreads());
        } catch (ModelException | OutOfMemoryError e) {
            // no room for the weights again: the first does all, as before
            return null;
        }
    }

    /** Whether both are open. */
    boolean isComplete() {
        return own != null;
    }

    @Override
    public void close() {
        EngineSession second = own;
        try (shared) {
            if (second != null) {
                second.close();
            }
        }
    }
}
