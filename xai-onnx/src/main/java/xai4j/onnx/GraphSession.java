package xai4j.onnx;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import xai4j.model.ModelException;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Tensor;

/** A graph that is run as it is, on one thread of the processor; several threads may run it at once. */
public final class GraphSession implements AutoCloseable {
    private final OnnxSession session;

    private GraphSession(OnnxSession session) {
        this.session = session;
    }

    /**
     * Opens a graph.
     *
     * @param name how messages call it
     * @throws ModelException if ONNX Runtime does not take it
     */
    public static GraphSession open(String name, OnnxGraph graph) {
        SessionSettings settings = new SessionSettings("cpu", 1, SessionCustomizer.NONE);
        Path beside = graph.folder().orElse(Path.of("")).resolve(name);
        return new GraphSession(OnnxSession.open(name, graph, beside, settings));
    }

    /**
     * Runs it once.
     *
     * @param feeds every input by name
     * @param outputs names of the values that are wanted
     * @throws ModelException if the run fails
     */
    public Map<String, Tensor> run(Map<String, Tensor> feeds, Set<String> outputs) {
        return session.run(feeds, Map.of(), outputs);
    }

    @Override
    public void close() {
        session.close();
    }
}
