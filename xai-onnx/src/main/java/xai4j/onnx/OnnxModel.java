package xai4j.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.model.Activations;
import xai4j.model.Attention;
import xai4j.model.BackwardRule;
import xai4j.model.BatchHint;
import xai4j.model.DifferentiableModel;
import xai4j.model.ForwardPass;
import xai4j.model.ForwardPassModel;
import xai4j.model.Gradients;
import xai4j.model.InterventionModel;
import xai4j.model.Layer;
import xai4j.model.LendingModel;
import xai4j.model.LinearHead;
import xai4j.model.LoadOptions;
import xai4j.model.MaskedPrediction;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.model.RandomizableModel;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.model.detection.DetectionModel;
import xai4j.model.segmentation.SegmentationModel;
import xai4j.onnx.detection.DetectorGraph;
import xai4j.onnx.detection.JoinedOutputs;
import xai4j.onnx.detection.SegmentationGraph;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.grad.GradientRequest;
import xai4j.onnx.grad.Seed;
import xai4j.onnx.grad.Shortcut;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ReceptiveField;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * An ONNX classifier on ONNX Runtime.
 *
 * <p>On a CPU each image of a batch is run by itself, on as many threads as allowed: nothing is faster there, and the bits of a
 * row never depend on its neighbours. On a GPU images are scored many at a time. A layer's name is the name of its value in the graph; module paths of the exporting
 * framework are understood as well.
 */
public final class OnnxModel
        implements ForwardPassModel, InterventionModel, LendingModel, MaskedPrediction, RandomizableModel {
    private static final String REPLACEMENT = "xai4j_replacement";

    private final Path path;
    /** What was read, again; or the graph of a copy. */
    private final Supplier<OnnxGraph> stored;

    private final LoadOptions options;
    private final SessionSettings settings;
    private final OnnxSessions sessions;
    private final BatchRows rows;
    private final BatchedRun run;
    private final BatchedRun forward;
    private final BatchHint hint;
    private final boolean gpu;
    private final OnnxImageInput port;
    private final GraphAnalysisCache analyses;
    private final GraphAnatomy anatomy;
    private final ModelSpec spec;
    private final List<Layer> layers;
    private final Optional<Layer> lastSpatialLayer;
    private final OnnxLayers names;
    private final OnnxGradients gradients;
    private final LruCache<Shortcut, DifferentiableModel> shortcuts = new LruCache<>(OnnxSessions.KEPT);
    private final Optional<JoinedOutputs> joined;
    private final OnnxAttention attention;
    private final Map<Object, Optional<String>> obstacles = new ConcurrentHashMap<>();

    private OnnxModel(
            Path path,
            Supplier<OnnxGraph> stored,
            LoadOptions options,
            SessionSettings settings,
            OnnxSessions sessions,
            ExecutionPolicy policy,
            OnnxReading read) {
        this.path = path;
        this.stored = stored;
        this.options = options;
        this.settings = settings;
        this.sessions = sessions;
        this.port = read.input();
        this.analyses = read.analyses();
        this.anatomy = read.anatomy();
        this.spec = read.spec();
        boolean fixed = port.input().batch() > 0;
        this.rows = new BatchRows(policy.threads());
        this.run = new BatchedRun(rows, Math.max(1, port.input().batch()), fixed);
        this.forward = new BatchedRun(rows, policy.batch(), fixed);
        this.hint = new BatchHint(policy.batch(), policy.threads());
        this.gpu = settings.isGpu();
        this.layers = anatomy.layers();
        this.lastSpatialLayer = anatomy.lastSpatialLayer();
        this.names = new OnnxLayers(layers, anatomy.graph());
        this.attention = new OnnxAttention(analyses, anatomy);
        this.gradients = new OnnxGradients(this, sessions, run, port, Shortcut.NONE);
        this.joined = read.joined();
    }

    /**
     * Opens a model file.
     *
     * @throws ModelException if the file is no usable classifier of images
     * @throws IllegalArgumentException if the options do not fit the model
     */
    public static OnnxModel open(Path path, LoadOptions options) {
        return open(path, options, SessionCustomizer.NONE);
    }

    /**
     * Opens a model file with a say in how its sessions are opened.
     *
     * @param customizer changes the options of every session, the model's and those that explainers need
     * @throws ModelException if the file is no usable classifier of images
     * @throws IllegalArgumentException if the options do not fit the model
     */
    public static OnnxModel open(Path path, LoadOptions options, SessionCustomizer customizer) {
        SessionSettings settings =
                new SessionSettings(options.device(), options.threads(), customizer, options.leanMemory());
        return open(path, options, settings, ExecutionPolicy.standard(settings.isGpu()));
    }

    /** Reads a file; what its numbers make impossible on the way is said of the file. */
    private static OnnxReading read(Path path, LoadOptions options, SessionSettings settings) {
        try {
            return OnnxReading.of(path, options, settings);
        } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw GraphAnalysisCache.damaged(path.toString(), e);
        }
    }

    static OnnxModel open(Path path, LoadOptions options, SessionSettings settings, ExecutionPolicy policy) {
        return open(
                path, () -> OnnxReading.graph(path, options), read(path, options, settings), options, settings, policy);
    }

    private static OnnxModel open(
            Path path,
            Supplier<OnnxGraph> stored,
            OnnxReading read,
            LoadOptions options,
            SessionSettings settings,
            ExecutionPolicy policy) {
        OnnxModel model = new OnnxModel(
                path,
                stored,
                options,
                settings,
                new OnnxSessions(read.spec().name(), path, settings),
                policy.withThreads(options.threads()).fitting(read.input(), read.anatomy()),
                read);
        GraphAnatomy anatomy = read.anatomy();
        try {
            model.sessions.use(anatomy.graph(), Set.of(anatomy.scores()), OnnxSession::inputs);
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Every level, and {@link DetectionModel} or {@link SegmentationModel} where the file is one. */
    @Override
    public <M extends Model> Optional<M> as(Class<M> level) {
        if (level == DetectionModel.class) {
            return joined.filter(DetectorGraph.class::isInstance)
                    .map(found -> level.cast(DetectionModel.of(this, ((DetectorGraph) found).layout())));
        }
        if (level == SegmentationModel.class) {
            return joined.filter(SegmentationGraph.class::isInstance)
                    .map(found -> level.cast(SegmentationModel.of(this, ((SegmentationGraph) found).layout())));
        }
        return ForwardPassModel.super.as(level);
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public List<ModelOutput> outputs() {
        return joined.map(found -> found.described(anatomy.outputs())).orElseGet(anatomy::outputs);
    }

    @Override
    public List<String> remarks() {
        String note = spec.scores() == ScoreKind.OTHER ? anatomy.scoreNote() : "";
        return Stream.concat(analyses.chance().stream(), Stream.of(note))
                .filter(remark -> !remark.isEmpty())
                .toList();
    }

    @Override
    public Optional<Path> location() {
        return Optional.of(path);
    }

    @Override
    public List<String> weightedLayers() {
        return RandomWeights.layers(stored.get()).names();
    }

    @Override
    public OnnxModel randomized(Collection<String> layers, long seed) {
        OnnxGraph shuffled = RandomWeights.shuffled(stored.get(), layers, seed);
        OnnxReading read = OnnxReading.of(path, shuffled.copy(), spec::sha256, options, settings);
        return open(path, shuffled::copy, read, options, settings, ExecutionPolicy.standard(gpu));
    }

    @Override
    public BatchHint batchHint() {
        return hint;
    }

    @Override
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public Layer layer(String name) {
        return names.find(name).orElseGet(() -> ForwardPassModel.super.layer(name));
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return lastSpatialLayer;
    }

    @Override
    public Optional<LinearHead> head() {
        return anatomy.head();
    }

    @Override
    public Optional<Box> receptiveField(Layer layer, int row, int column, ImageInput seen) {
        GraphAnatomy sized = analyses.of(seen.batchShape(1));
        boolean first = seen.layout() == ImageLayout.NCHW;
        return ReceptiveField.of(sized, layer.name(), row, column, sized.image())
                .filter(part -> part.length == 4)
                .map(part -> {
                    long[] rows = part[first ? 2 : 1];
                    long[] columns = part[first ? 3 : 2];
                    return new Box((int) rows[0], (int) rows[1] + 1, (int) columns[0], (int) columns[1] + 1);
                });
    }

    @Override
    public Attention attention() {
        return attention.found();
    }

    @Override
    public Tensor predict(Tensor batch) {
        return predict(batch, Score.OUTPUT);
    }

    @Override
    public Tensor predict(Tensor batch, Score score) {
        return predict(batch, score, Shortcut.NONE);
    }

    /** Scores of the network with a shortcut taken. */
    Tensor predict(Tensor batch, Score score, Shortcut shortcut) {
        spec.requireBatch(batch);
        Set<String> output = Set.of(scoreValue(score));
        Function<OnnxSession, Map<String, Tensor>> ask =
                session -> forward.run(session, Map.of(port.name(), batch), output);
        return scores(
                shortcut.equals(Shortcut.NONE)
                        ? sessions.use(anatomy.graph(), output, ask)
                        : sessions.use(
                                List.of("shortcut", shortcut, output),
                                () -> pruned(shortcut.in(anatomy.graph()), output),
                                ask),
                score);
    }

    /** Whatever uses the later layer's output uses the earlier one's; gradients may be asked for at layers before. */
    @Override
    public Optional<DifferentiableModel> skipping(Layer from, Layer to) {
        Shortcut shortcut =
                new Shortcut(requireLayer(from).name(), requireLayer(to).name());
        return Optional.of(shortcuts.get(
                shortcut,
                missing -> new ShortcutModel(this, missing, new OnnxGradients(this, sessions, run, port, missing))));
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> wanted) {
        spec.requireBatch(batch);
        Set<String> outputs = new LinkedHashSet<>(Set.of(anatomy.scores()));
        wanted.forEach(layer -> outputs.add(requireLayer(layer).name()));
        Map<String, Tensor> values = wanted.stream().anyMatch(attention::isWrittenOut)
                ? sessions.use(
                        List.of("attention", batch.shape().dropFirst(), new TreeSet<>(outputs)),
                        () -> pruned(analyses.writtenOut(batch.shape()).graph(), outputs),
                        session -> run.run(session, Map.of(port.name(), batch), outputs))
                : sessions.use(
                        anatomy.graph(), outputs, session -> run.run(session, Map.of(port.name(), batch), outputs));
        Map<Layer, Tensor> perLayer = new LinkedHashMap<>();
        wanted.forEach(layer -> perLayer.put(layer, Objects.requireNonNull(values.get(layer.name()))));
        return new Activations(scores(values, Score.OUTPUT), perLayer);
    }

    @Override
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        spec.requireBatch(batch);
        requireLayer(layer).requireFit(values, batch.shape().dim(0));
        String output = scoreValue(score);
        Object key = List.of("replace", layer.name(), output);
        Map<String, Tensor> inputs = new LinkedHashMap<>(Map.of(port.name(), batch, REPLACEMENT, values));
        Map<String, Tensor> results = sessions.use(key, () -> replaced(layer.name(), output), session -> {
            inputs.keySet().retainAll(session.inputs());
            return run.run(session, inputs, Set.of(output));
        });
        return scores(results, score);
    }

    @Override
    public MaskedImage masked(Tensor image, Tensor fill, int[] regions, int count) {
        if (!composes()) {
            throw new ModelException(spec.name() + " is of operator set "
                    + anatomy.graph().opset() + "; composing images inside it needs " + CompositionPrefix.NEEDED
                    + ": export the model again, or use composing java");
        }
        spec.requireBatch(image.reshape(image.shape().prepend(1)));
        return ComposedImage.of(port.input(), image, fill, regions, count, this::composed);
    }

    /** On a GPU: there the border between it and the host is what costs, and only masks have to cross. */
    @Override
    public boolean prefersMasks() {
        return gpu && composes();
    }

    private boolean composes() {
        return anatomy.graph().opset() >= CompositionPrefix.NEEDED;
    }

    private Tensor composed(ComposedImage image, Tensor masks, Score score) {
        String output = scoreValue(score);
        Map<String, Tensor> values = sessions.use(
                List.of("compose", output),
                () -> CompositionPrefix.before(anatomy.graph(), port, output),
                session -> forward.run(session, Map.of(CompositionPrefix.MASKS, masks), image.fixed(), Set.of(output)));
        return scores(values, score);
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> wanted, BackwardRule rule) {
        spec.requireBatch(batch);
        return gradients.of(batch, objective, wanted, rule);
    }

    @Override
    public Optional<ForwardPass> forward(Tensor image, Score score, Set<Layer> wanted, BackwardRule rule) {
        spec.requireBatch(image);
        return gpu || image.shape().dim(0) != 1 ? Optional.empty() : gradients.forward(image, score, wanted, rule);
    }

    @Override
    public Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> wanted, BackwardRule rule) {
        spec.requireBatch(batch);
        return gradients
                .ofTop(batch, score, wanted, rule)
                .orElseGet(() -> ForwardPassModel.super.gradientsOfTop(batch, score, wanted, rule));
    }

    @Override
    public <R> Optional<R> lendTop(Tensor image, Score score, Layer layer, Function<Gradients, R> reader) {
        spec.requireBatch(image);
        return gpu || image.shape().dim(0) != 1 ? Optional.empty() : gradients.lendTop(image, score, layer, reader);
    }

    @Override
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        String value =
                layer.equals(Layer.INPUT) ? port.name() : requireLayer(layer).name();
        return obstacles.computeIfAbsent(
                List.of(value, OnnxGradients.kind(rule)),
                missing -> GradientGraph.obstacle(new GradientRequest(
                        attention.isWrittenOut(layer) ? attention.anatomy() : anatomy,
                        Seed.scores(anatomy.logits()),
                        Set.of(value),
                        Set.of(),
                        rule)));
    }

    /** What the graph consists of for images of the size of a batch. */
    GraphAnatomy anatomy(Shape batch) {
        return port.input().isFixedSize() ? anatomy : analyses.of(batch);
    }

    /** The same where layers are asked about that may lie within fused attention. */
    GraphAnatomy anatomy(Shape batch, Set<Layer> asked) {
        return asked.stream().anyMatch(attention::isWrittenOut) ? analyses.writtenOut(batch) : anatomy(batch);
    }

    /** Number of questions for which there is a session whose runs stay on their callers' threads. */
    int sessionsOpenedTwice() {
        return sessions.openedTwice();
    }

    private static OnnxGraph pruned(OnnxGraph graph, Set<String> outputs) {
        OnnxGraph pruned = graph.copy();
        pruned.keepOnly(outputs);
        return pruned;
    }

    @Override
    public String toString() {
        return "OnnxModel[" + spec() + "]";
    }

    @Override
    public void close() {
        rows.close();
        sessions.close();
    }

    /** A graph in which whatever used a value uses an input in its place. */
    private OnnxGraph replaced(String value, String output) {
        OnnxGraph edited = anatomy.graph().copy();
        List<Node> nodes = new ArrayList<>();
        for (Node node : edited.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(input -> input.equals(value) ? REPLACEMENT : input)
                    .toList();
            nodes.add(node.rewired(inputs, node.outputs()));
        }
        edited.nodes().clear();
        edited.nodes().addAll(nodes);
        edited.inputs().put(REPLACEMENT, replacementPort(value));
        edited.keepOnly(Set.of(output));
        Set<String> used = new HashSet<>();
        edited.nodes().forEach(node -> used.addAll(node.inputs()));
        edited.inputs().keySet().retainAll(used);
        return edited;
    }

    private ValueInfo replacementPort(String value) {
        Shape shape = anatomy.shapes().shape(value).orElseThrow();
        List<ValueInfo.Dim> dims = Arrays.stream(shape.dims())
                .mapToObj(dim -> dim == Shape.DYNAMIC ? ValueInfo.Dim.symbolic("n") : ValueInfo.Dim.of(dim))
                .toList();
        return ValueInfo.of(REPLACEMENT, anatomy.shapes().type(value), dims);
    }

    /** The value that is read for a kind of score: before the final softmax for logits. */
    private String scoreValue(Score score) {
        return score == Score.LOGIT ? anatomy.logits() : anatomy.scores();
    }

    private Tensor scores(Map<String, Tensor> values, Score score) {
        Tensor raw = Objects.requireNonNull(values.get(scoreValue(score)));
        int count = raw.shape().dim(0);
        Tensor table = raw.reshape(Shape.of(count, raw.size() / count));
        return score == Score.PROBABILITY ? Scores.convert(table, spec.scores(), score) : table;
    }

    Layer requireLayer(Layer layer) {
        if (!layers.contains(layer) && !attention.isWrittenOut(layer)) {
            throw new IllegalArgumentException("layer " + layer.name() + " is not one of " + spec.name());
        }
        return layer;
    }
}
