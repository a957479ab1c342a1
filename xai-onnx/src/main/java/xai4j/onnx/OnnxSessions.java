package xai4j.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import xai4j.model.ClosedModelException;
import xai4j.numeric.Cancellation;
import xai4j.onnx.graph.OnnxGraph;

/**
 * The sessions of one model, one per kind of question, opened when first needed.
 *
 * <p>Each holds its own copy of the weights, so only the {@value #KEPT} used last stay open. A session in use is never
 * closed: when the model is closed meanwhile, its last user closes it.
 */
final class OnnxSessions implements AutoCloseable {
    static final int KEPT = 16;

    private final String name;
    private final Path file;
    private final SessionSettings settings;
    private final Map<Object, Slot> slots = new LinkedHashMap<>(KEPT, 0.75f, true);
    private boolean closed;

    OnnxSessions(String name, Path file, SessionSettings settings) {
        this.name = name;
        this.file = file;
        this.settings = settings;
    }

    /** Works with the session that computes just the given values of a graph. */
    <T> T use(OnnxGraph graph, Set<String> outputs, Function<OnnxSession, T> work) {
        return use(
                List.of("outputs", Set.copyOf(outputs)),
                () -> {
                    OnnxGraph pruned = graph.copy();
                    pruned.keepOnly(outputs);
                    return pruned;
                },
                work);
    }

    /**
     * Works with the session of a graph.
     *
     * @param graph makes the graph when its session has to be opened
     * @throws ClosedModelException if the model is closed
     * @throws java.util.concurrent.CancellationException if the thread was interrupted while a session was opened
     */
    <T> T use(Object key, Supplier<OnnxGraph> graph, Function<OnnxSession, T> work) {
        Slot slot = enter(key);
        try {
            OnnxSession session = slot.session(graph);
            session.keepUp(graph);
            return work.apply(session);
        } finally {
            leave(key, slot).forEach(Slot::close);
        }
    }

    private synchronized Slot enter(Object key) {
        if (closed) {
            throw new ClosedModelException(name);
        }
        Slot slot = slots.computeIfAbsent(key, missing -> new Slot());
        slot.users++;
        return slot;
    }

    /** Gives a slot back; returns the slots that nobody will use again. */
    private synchronized List<Slot> leave(Object key, Slot slot) {
        slot.users--;
        if (slot.session == null && slot.users == 0) {
            slots.remove(key, slot);
        }
        return unused(closed ? 0 : KEPT);
    }

    private List<Slot> unused(int kept) {
        List<Slot> unused = new ArrayList<>();
        Iterator<Slot> eldest = slots.values().iterator();
        while (slots.size() > kept && eldest.hasNext()) {
            Slot slot = eldest.next();
            if (slot.users == 0) {
                eldest.remove();
                unused.add(slot);
            }
        }
        return unused;
    }

    /** Number of questions for which a session is open. */
    synchronized int size() {
        return slots.size();
    }

    /** Number of questions for which there is, beside the session that shares cores, one whose runs stay on their callers' threads. */
    synchronized int openedTwice() {
        return (int) slots.values().stream().filter(Slot::isOpenTwice).count();
    }

    @Override
    public void close() {
        List<Slot> unused;
        synchronized (this) {
            closed = true;
            unused = unused(0);
        }
        unused.forEach(Slot::close);
    }

    /** Place of one session; the count of users is guarded by the outer object, the session by this one. */
    private final class Slot {
        private int users;
        private volatile @Nullable OnnxSession session;

        synchronized OnnxSession session(Supplier<OnnxGraph> graph) {
            OnnxSession open = session;
            if (open == null) {
                open = OnnxSession.open(name, graph.get(), file, settings);
                session = open;
                Cancellation.check();
            }
            return open;
        }

        boolean isOpenTwice() {
            OnnxSession open = session;
            return open != null && open.isOpenTwice();
        }

        void close() {
            OnnxSession open = session;
            if (open != null) {
                open.close();
            }
        }
    }
}
