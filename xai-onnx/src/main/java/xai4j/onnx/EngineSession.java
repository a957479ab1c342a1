package xai4j.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xai4j.io.ProgramEnd;
import xai4j.model.ModelException;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.OnnxGraph;

/**
 * A session of the engine's, with the weights that it reads where the file was read to.
 *
 * @param name how messages call it
 * @param session computes the graph
 * @param weights views of them, open as long as the session
 * @param openingNanos how long the engine took to open it
 */
record EngineSession(String name, OrtSession session, List<OnnxTensor> weights, long openingNanos)
        implements AutoCloseable {
    /**
     * Opens a graph. Large weights are not handed over: the engine reads them where the file was read to, which all sessions of a
     * model share, and keeps what it rearranges of them.
     *
     * @param name how messages call it
     * @param graph the whole of it is computed
     * @param original the file it comes from, beside which external data are looked for
     * @throws ModelException if ONNX Runtime does not take the model
     */
    static EngineSession open(String name, OnnxGraph graph, Path original, SessionSettings settings) {
        return ProgramEnd.waitsFor(() -> opened(name, graph, original, settings));
    }

    private static EngineSession opened(String name, OnnxGraph graph, Path original, SessionSettings settings) {
        Map<String, ConstantTensor> beside = settings.isGpu() ? Map.of() : graph.shareableWeights();
        List<OnnxTensor> weights = new ArrayList<>();
        try (OrtSession.SessionOptions options = settings.options(original, graph)) {
            long start = System.nanoTime();
            addWeights(options, settings, beside, weights);
            OrtSession session = OnnxEngine.environment().createSession(graph.toBytes(beside.keySet()), options);
            return new EngineSession(name, session, weights, System.nanoTime() - start);
        } catch (OrtException e) {
            weights.forEach(OnnxTensor::close);
            throw new ModelException(name + " cannot be opened by ONNX Runtime: " + reason(e), e);
        } catch (RuntimeException e) {
            weights.forEach(OnnxTensor::close);
            throw e;
        }
    }

    private static void addWeights(
            OrtSession.SessionOptions options,
            SessionSettings settings,
            Map<String, ConstantTensor> beside,
            List<OnnxTensor> weights)
            throws OrtException {
        if (beside.isEmpty()) {
            return;
        }
        Map<String, OnnxTensorLike> views = new LinkedHashMap<>();
        for (ConstantTensor tensor : beside.values()) {
            OnnxTensor view = TensorConversion.floats(tensor);
            weights.add(view);
            views.put(tensor.name(), view);
        }
        options.addExternalInitializers(views);
        if (settings.isLean()) {
            // the engine then runs on this memory instead of a copy; only without its optimisers, one of which
            // transposes weights under their own names
            for (Map.Entry<String, OnnxTensorLike> view : views.entrySet()) {
                options.addInitializer(view.getKey(), view.getValue());
            }
        }
    }

    /** What ONNX Runtime says, on one line and without its number. */
    static String reason(OrtException e) {
        return String.valueOf(e.getMessage())
                .strip()
                .replaceFirst("^Error code - \\w+ - message: ", "")
                .replaceAll("\\s*\\R\\s*", "; ")
                .replaceAll(" but instead is null$", " but has none")
                .replaceAll("\\bnull\\b", "absent");
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new ModelException(name + " could not be closed: " + reason(e), e);
        } finally {
            weights.forEach(OnnxTensor::close);
        }
    }
}
