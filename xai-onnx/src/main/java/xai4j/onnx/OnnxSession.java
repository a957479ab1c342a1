package xai4j.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import xai4j.model.ModelException;
import xai4j.numeric.BusyThreads;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** One ONNX Runtime session that takes and gives float tensors; several threads may run it at once. */
final class OnnxSession implements AutoCloseable {
    private final String name;
    private final SessionPair sessions;
    private final boolean loops;
    private final Map<String, TensorInfo> inputs;
    private final Map<String, TensorInfo> outputs;
    private final String batchSymbol;

    private OnnxSession(String name, SessionPair sessions, boolean loops) throws OrtException {
        this.name = name;
        this.sessions = sessions;
        this.loops = loops;
        OrtSession session = sessions.first().session();
        this.inputs = tensors(session.getInputInfo());
        this.outputs = tensors(session.getOutputInfo());
        this.batchSymbol = batchSymbol(inputs.values());
    }

    private static Map<String, TensorInfo> tensors(Map<String, NodeInfo> ports) {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        ports.forEach((name, port) -> {
            if (port.getInfo() instanceof TensorInfo info) {
                tensors.put(name, info);
            }
        });
        return tensors;
    }

    /**
     * Opens a graph.
     *
     * @param name how messages call it
     * @param graph the whole of it is computed
     * @param original the file it comes from, beside which external data are looked for
     * @throws ModelException if ONNX Runtime does not take the model
     */
    static OnnxSession open(String name, OnnxGraph graph, Path original, SessionSettings settings) {
        SessionPair sessions = SessionPair.open(name, graph, original, settings);
        try {
            return new OnnxSession(name, sessions, graph.hasLoops());
        } catch (OrtException e) {
            sessions.close();
            throw new ModelException(name + " cannot be opened by ONNX Runtime: " + EngineSession.reason(e), e);
        } catch (RuntimeException e) {
            sessions.close();
            throw e;
        }
    }

    /**
     * To be called now and then while the session is used: where many run it at once, it is opened a second time.
     *
     * @param graph makes the graph again
     */
    void keepUp(Supplier<OnnxGraph> graph) {
        sessions.openSecondIfItPays(graph);
    }

    /** Whether it was. */
    boolean isOpenTwice() {
        return sessions.isComplete();
    }

    /** Names of the inputs that the session needs. */
    Set<String> inputs() {
        return inputs.keySet();
    }

    /**
     * The shape of a float output for a run over some images, when it is certain before the run.
     *
     * <p>That is so when all other extents are fixed and the first is the batch: fixed to the same number, or of the same
     * symbol as an input's.
     */
    Optional<Shape> shape(String output, int images) {
        TensorInfo info = outputs.get(output);
        if (info == null || !TensorConversion.isFloat(info) || info.getShape().length < 2) {
            return Optional.empty();
        }
        long[] dims = info.getShape();
        boolean batched = dims[0] == images
                || dims[0] < 0 && !batchSymbol.isEmpty() && batchSymbol.equals(info.getDimensionNames()[0]);
        for (int axis = 1; axis < dims.length; axis++) {
            batched &= dims[axis] > 0 && dims[axis] <= Integer.MAX_VALUE;
        }
        return batched ? Optional.of(TensorConversion.shape(dims).withFirst(images)) : Optional.empty();
    }

    /** The name that the first extent of all inputs has; empty without one. */
    private static String batchSymbol(Collection<TensorInfo> inputs) {
        Set<String> symbols = new LinkedHashSet<>();
        inputs.forEach(input -> symbols.add(input.getShape().length > 0 ? input.getDimensionNames()[0] : ""));
        return symbols.size() == 1 ? symbols.iterator().next() : "";
    }

    /**
     * Runs the session once.
     *
     * @param feeds inputs by name; they are converted to the element types that the model wants
     * @param into float outputs that are written in place, of exactly their shape
     * @param wanted further outputs
     * @return the further outputs
     * @throws ModelException if the run fails
     */
    Map<String, Tensor> run(Map<String, Tensor> feeds, Map<String, Tensor> into, Set<String> wanted) {
        return ran(Map.of(), feeds, into, wanted, result -> fetched(result, wanted));
    }

    /**
     * Runs the session once and leaves with the engine what need not be read.
     *
     * @param feeds inputs by name, one image
     * @param read float outputs that will be read
     * @param kept further outputs
     * @throws ModelException if the run fails
     */
    KeptValues keep(Map<String, Tensor> feeds, Set<String> read, Set<String> kept) {
        Map<String, Tensor> into = places(read, 1);
        Set<String> rest = new LinkedHashSet<>(kept);
        rest.addAll(read);
        rest.removeAll(into.keySet());
        return ran(Map.of(), feeds, into, rest, result -> new KeptValues(name, result, into));
    }

    /** Room for outputs of some images, as far as their shape is certain before the run. */
    Map<String, Tensor> places(Set<String> wanted, int images) {
        Map<String, Tensor> places = new LinkedHashMap<>();
        for (String output : wanted) {
            shape(output, images).ifPresent(shape -> places.put(output, Tensor.zeros(shape)));
        }
        return places;
    }

    /**
     * Runs the session once and reads outputs of any shape.
     *
     * @param feeds inputs by name, so many images each
     * @throws ModelException if the run fails
     */
    Map<String, Tensor> runWhole(Map<String, Tensor> feeds, int images, Set<String> wanted) {
        return runOver(Map.of(), feeds, images, wanted);
    }

    /**
     * Runs the session once, over what another run left with the engine as well.
     *
     * @param handed inputs by name, one image
     * @throws ModelException if the run fails
     */
    Map<String, Tensor> runOver(Map<String, OnnxTensor> handed, Map<String, Tensor> feeds, Set<String> wanted) {
        return runOver(handed, feeds, 1, wanted);
    }

    private Map<String, Tensor> runOver(
            Map<String, OnnxTensor> handed, Map<String, Tensor> feeds, int images, Set<String> wanted) {
        return runInto(handed, feeds, places(wanted, images), wanted);
    }

    /**
     * Runs the session once; outputs that have a place are written there.
     *
     * @param handed inputs by name, one image
     * @param into places of some outputs, of exactly their shape
     * @return all outputs that are wanted
     * @throws ModelException if the run fails
     */
    Map<String, Tensor> runInto(
            Map<String, OnnxTensor> handed, Map<String, Tensor> feeds, Map<String, Tensor> into, Set<String> wanted) {
        Set<String> rest = new LinkedHashSet<>(wanted);
        rest.removeAll(into.keySet());
        Map<String, Tensor> found =
                new LinkedHashMap<>(ran(handed, feeds, into, rest, result -> fetched(result, rest)));
        found.putAll(into);
        return found;
    }

    private <T> T ran(
            Map<String, OnnxTensor> handed,
            Map<String, Tensor> feeds,
            Map<String, Tensor> into,
            Set<String> wanted,
            Function<OrtSession.Result, T> read) {
        return BusyThreads.during(() -> ranOnce(handed, feeds, into, wanted, read));
    }

    /** Runs once; what is given in stays open until what came out is read. */
    private <T> T ranOnce(
            Map<String, OnnxTensor> handed,
            Map<String, Tensor> feeds,
            Map<String, Tensor> into,
            Set<String> wanted,
            Function<OrtSession.Result, T> read) {
        List<OnnxTensor> open = new ArrayList<>();
        try {
            Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> output : into.entrySet()) {
                pinned.put(output.getKey(), opened(TensorConversion.floats(output.getValue()), open));
            }
            Map<String, OnnxTensor> given = given(feeds, open);
            given.putAll(handed);
            return read.apply(run(given, new LinkedHashSet<>(wanted), pinned));
        } catch (OrtException e) {
            throw new ModelException(name + " failed: " + EngineSession.reason(e), e);
        } finally {
            open.forEach(OnnxTensor::close);
        }
    }

    /**
     * Runs the session once and tells what kinds of tensors come out; outputs that are no tensors are left out.
     *
     * @throws ModelException if the run fails
     */
    Map<String, TensorInfo> describe(Map<String, Tensor> feeds) {
        return ran(Map.of(), feeds, Map.of(), outputs.keySet(), OnnxSession::kinds);
    }

    private static Map<String, TensorInfo> kinds(OrtSession.Result result) {
        try (result) {
            Map<String, TensorInfo> found = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> entry : result) {
                if (entry.getValue() instanceof OnnxTensor tensor) {
                    found.put(entry.getKey(), tensor.getInfo());
                }
            }
            return found;
        }
    }

    private Map<String, Tensor> fetched(OrtSession.Result result, Set<String> wanted) {
        try (KeptValues values = new KeptValues(name, result, Map.of())) {
            return values.tensors(wanted);
        }
    }

    private OrtSession.Result run(Map<String, OnnxTensor> given, Set<String> wanted, Map<String, OnnxTensor> into)
            throws OrtException {
        if (!loops) {
            return sessions.run(one -> one.session().run(given, wanted, into));
        }
        try (RunWatch watch = new RunWatch()) {
            try {
                return sessions.run(one -> one.session().run(given, wanted, into, watch.options()));
            } catch (OrtException e) {
                watch.requireInTime(name);
                throw e;
            }
        }
    }

    private Map<String, OnnxTensor> given(Map<String, Tensor> feeds, List<OnnxTensor> open) throws OrtException {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> feed : feeds.entrySet()) {
            given.put(feed.getKey(), opened(TensorConversion.toEngine(feed.getValue(), input(feed.getKey())), open));
        }
        return given;
    }

    private static OnnxTensor opened(OnnxTensor tensor, List<OnnxTensor> open) {
        open.add(tensor);
        return tensor;
    }

    private TensorInfo input(String input) {
        TensorInfo info = inputs.get(input);
        if (info == null) {
            throw new ModelException(name + " has no tensor input " + input);
        }
        if (!TensorConversion.isConvertible(info)) {
            throw new ModelException(name + " wants input " + input + " of type " + info.type
                    + "; float, float16, double or uint8 are possible");
        }
        return info;
    }

    @Override
    public void close() {
        sessions.close();
    }
}
