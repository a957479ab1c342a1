package xai4j.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import xai4j.onnx.graph.OnnxGraph;

/** The sessions of one model, each opened when first needed for a set of outputs and kept until the model is closed. */
final class OnnxSessions implements AutoCloseable {
    private final String name;
    private final Path file;
    private final SessionSettings settings;
    private final Map<Object, OnnxSession> open = new ConcurrentHashMap<>();
    private boolean closed;

    OnnxSessions(String name, Path file, SessionSettings settings) {
        this.name = name;
        this.file = file;
        this.settings = settings;
    }

    /** The session that computes just the given values of a graph. */
    OnnxSession of(OnnxGraph graph, Set<String> outputs) {
        return of(List.of("outputs", new TreeSet<>(outputs)), () -> {
            OnnxGraph pruned = graph.copy();
            pruned.keepOnly(outputs);
            return pruned;
        });
    }

    /** The session of a graph that is made when it is first needed. */
    synchronized OnnxSession of(Object key, Supplier<OnnxGraph> graph) {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
        return open.computeIfAbsent(
                key, missing -> OnnxSession.open(name, graph.get().toBytes(), file, settings));
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.values().forEach(OnnxSession::close);
        open.clear();
    }
}
