package xai4j.djl.tensorflow;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import xai4j.djl.engine.DjlEngine;
import xai4j.djl.engine.EngineErrors;
import xai4j.djl.engine.UseCount;
import xai4j.image.ImageInput;
import xai4j.io.Sha256;
import xai4j.model.Activations;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.InterventionModel;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.model.RandomizableModel;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.model.backend.BatchChecks;
import xai4j.model.description.LabelsBeside;
import xai4j.model.description.ModelDescription;
import xai4j.model.detection.DetectionModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A TensorFlow SavedModel folder or frozen graph, on TensorFlow's native library as DJL brings it.
 *
 * <p>Functions are inlined and variables become constants, so that every operation can be read by its name; backward
 * passes are built in the graph itself, once per set of layers.
 */
public final class TensorFlowModel implements DifferentiableModel, InterventionModel, RandomizableModel {
    private static final String RULES =
            " is not offered for TensorFlow; gradients, guided backpropagation and deconvnet are, and ONNX has it";

    private final Path path;
    private final LoadOptions options;
    private final ModelDescription beside;
    private final Optional<DetectionOutputs> detections;
    private final List<String> detectedLabels;
    private final FrozenGraph graph;
    private final GraphSession session;
    private final GraphGradients gradients;
    private final UseCount uses;
    private final ModelSpec spec;
    private final int classes;
    /** Whether scores that looked like logits are shares of one, such as a mean of several softmaxes. */
    private final boolean addsUpToOne;

    private final List<Layer> layers;
    private final @Nullable Layer lastSpatial;
    private final @Nullable LinearHead head;

    private TensorFlowModel(
            Path path,
            LoadOptions options,
            ModelDescription beside,
            Optional<DetectionOutputs> detections,
            FrozenGraph graph,
            String sha256,
            GraphSession session,
            ConfigProto config) {
        String name = String.valueOf(path.getFileName());
        this.path = path;
        this.options = options;
        this.beside = beside;
        this.detections = detections;
        this.graph = graph;
        this.session = session;
        this.uses = new UseCount(name, this::free);
        ImageInput input = graph.placeholder().input();
        GraphLayers found = new GraphLayers(graph, session, input.layout());
        this.layers = found.layers();
        Conventions conventions = new Conventions(path, beside, graph, input);
        ImageInput sized = conventions.sized(options);
        Tensor noise = BatchChecks.noise(sized.batchShape(sized.batch() == Shape.DYNAMIC ? 2 : sized.batch()));
        Tensor scores = flat(session.run(Map.of(image(), noise), List.of(graph.scores())), graph.scores(), noise);
        this.classes = scores.shape().dim(1);
        this.addsUpToOne = graph.kind() == ScoreKind.LOGITS && areShares(scores);
        this.gradients = new GraphGradients(name, classes, found.nodes(), session, config);
        List<Layer> maps = detections
                .flatMap(DetectionOutputs::scored)
                .map(found::mapsBefore)
                .orElseGet(found::maps);
        this.lastSpatial = maps.isEmpty() ? null : maps.get(0);
        this.head =
                new GraphHead(graph, found.nodes(), session).find(maps, noise).orElse(null);
        this.detectedLabels = options.labels()
                .or(() -> beside.labelLists().stream().findFirst())
                .orElse(List.of());
        List<String> labels = detections.isPresent()
                ? List.of()
                : options.labels()
                        .map(given -> LabelsBeside.requireCount(given, classes, name))
                        .orElseGet(() -> beside.labels(classes));
        this.spec = new ModelSpec(
                name,
                detections.isPresent() ? sized : input,
                conventions.preprocessing(options),
                labels,
                graph.kind(),
                sha256,
                conventions.origin(options));
    }

    /**
     * Opens a SavedModel folder (or the {@code saved_model.pb} in it) or a frozen graph.
     *
     * <p>The preprocessing, unless given, is what the graph does not do itself where its first operations tell, that of Custom
     * Vision for its exports, and x/127.5 − 1 otherwise. Nothing that the file holds is run but what computes scores.
     *
     * @throws ModelException if it cannot be used, or TensorFlow is not there
     */
    public static TensorFlowModel open(Path path, LoadOptions options) {
        DjlEngine.TENSORFLOW.device(options.device());
        String name = String.valueOf(path.getFileName());
        try {
            FlatGraph flat = flat(path);
            String sha256 = Sha256.of(file(path));
            ModelDescription beside = ModelDescription.beside(path);
            Optional<DetectionOutputs> detections = options.output().isPresent()
                    ? Optional.empty()
                    : DetectionOutputs.of(flat, options.detections(), name);
            if (detections.isPresent()) {
                LoadOptions rows = options.withScores(ScoreKind.OTHER);
                FlatGraph joined = detections.get().graph();
                FrozenGraph graph = FrozenGraph.of(joined, rows, Optional.empty(), name);
                return open(path, options, beside, detections, graph, sha256);
            }
            FrozenGraph graph = FrozenGraph.of(flat, options, beside.scores(), name);
            TensorFlowModel model = open(path, options, beside, detections, graph, sha256);
            if (!model.addsUpToOne || options.scores().isPresent()) {
                return model;
            }
            model.close();
            LoadOptions shares = options.withScores(ScoreKind.PROBABILITIES);
            FrozenGraph again = FrozenGraph.of(flat, shares, Optional.empty(), name);
            return open(path, options, beside, detections, again, sha256);
        } catch (CancellationException e) {
            // an IllegalStateException that says nothing of the file
            throw e;
        } catch (TensorFlowException
                | IllegalStateException
                | IndexOutOfBoundsException
                | ArithmeticException
                | NoSuchElementException e) {
            throw new ModelException(path + " is no graph that can be understood: " + EngineErrors.firstLine(e), e);
        }
    }

    private static FlatGraph flat(Path path) {
        boolean inFolder =
                Files.isRegularFile(path) && String.valueOf(path.getFileName()).equals("saved_model.pb");
        Path folder = inFolder ? path.toAbsolutePath().getParent() : path;
        try {
            return folder != null && Files.isDirectory(folder) ? SavedModels.read(folder) : FrozenGraph.read(path);
        } catch (IllegalArgumentException e) {
            throw new ModelException(path + " is no graph that can be understood: " + EngineErrors.firstLine(e), e);
        }
    }

    private static TensorFlowModel open(
            Path path,
            LoadOptions options,
            ModelDescription beside,
            Optional<DetectionOutputs> detections,
            FrozenGraph graph,
            String sha256) {
        ConfigProto config = config(options);
        GraphSession session = new GraphSession(String.valueOf(path.getFileName()), graph.graph(), config);
        try {
            return new TensorFlowModel(path, options, beside, detections, graph, sha256, session, config);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static ConfigProto config(LoadOptions options) {
        ConfigProto.Builder config = ConfigProto.newBuilder();
        if (options.device().equalsIgnoreCase("cpu")) {
            config.putDeviceCount("GPU", 0);
        }
        if (options.threads() > 0) {
            config.setIntraOpParallelismThreads(options.threads()).setInterOpParallelismThreads(1);
        }
        return config.build();
    }

    private static boolean areShares(Tensor scores) {
        int classes = scores.shape().dim(1);
        boolean shares = classes > 1;
        for (int row = 0; row < scores.shape().dim(0); row++) {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += scores.get(row, k);
                shares &= scores.get(row, k) >= 0;
            }
            shares &= Math.abs(sum - 1) < 1e-4;
        }
        return shares;
    }

    private static Path file(Path path) {
        return Files.isDirectory(path) ? path.resolve("saved_model.pb") : path;
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    /** Every level that TensorFlow offers, and {@link DetectionModel} where the graph puts out detections. */
    @Override
    public <M extends Model> Optional<M> as(Class<M> level) {
        return level == DetectionModel.class
                ? detections.map(
                        found -> level.cast(DetectionModel.of(this, found.layout(spec.input(), detectedLabels))))
                : DifferentiableModel.super.as(level);
    }

    @Override
    public List<ModelOutput> outputs() {
        if (detections.isPresent()) {
            return detections.get().outputs();
        }
        return graph.outputs().size() > 1 ? graph.outputs() : List.of();
    }

    @Override
    public List<String> remarks() {
        return graph.remarks();
    }

    @Override
    public Optional<Path> location() {
        return Optional.of(path);
    }

    @Override
    public Tensor predict(Tensor batch) {
        return predict(batch, Score.OUTPUT);
    }

    @Override
    public Tensor predict(Tensor batch, Score score) {
        return uses.use(() -> Scores.requireFinite(score(batch, value(score)), spec.name()));
    }

    private Tensor score(Tensor batch, String value) {
        return flat(session.run(Map.of(image(), spec.requireExactBatch(batch)), List.of(value)), value, batch);
    }

    @Override
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        if (layer.equals(Layer.INPUT)) {
            return predict(values, score);
        }
        Map<String, Tensor> feeds = Map.of(
                image(),
                spec.requireExactBatch(batch),
                value(layer),
                layer.requireFit(values, batch.shape().dim(0)));
        return uses.use(() -> flat(session.run(feeds, List.of(value(score))), value(score), batch));
    }

    @Override
    public List<String> weightedLayers() {
        return new GraphWeights(graph.graph(), graph.scores()).fromTheTop().names();
    }

    @Override
    public TensorFlowModel randomized(Collection<String> chosen, long seed) {
        GraphWeights weights = new GraphWeights(graph.graph(), graph.scores());
        Set<String> wanted = weights.fromTheTop().requireKnown(chosen);
        FrozenGraph shuffled = graph.with(weights.shuffled(wanted, seed));
        return open(path, options, beside, detections, shuffled, spec.sha256());
    }

    @Override
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public Optional<LinearHead> head() {
        return Optional.ofNullable(head);
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return Optional.ofNullable(lastSpatial);
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> wanted) {
        return uses.use(() -> readActivations(batch, wanted));
    }

    private Activations readActivations(Tensor batch, Set<Layer> wanted) {
        List<String> fetches = new ArrayList<>(List.of(graph.scores()));
        wanted.stream().map(this::value).forEach(value -> addFetch(fetches, value));
        Map<String, Tensor> values = session.run(Map.of(image(), spec.requireExactBatch(batch)), fetches);
        values.put(image(), batch);
        return new Activations(flat(values, graph.scores(), batch), collect(values, wanted));
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> wanted, BackwardRule rule) {
        Tensor weights = BatchChecks.weights(spec.requireExactBatch(batch), objective, classes);
        if (objective instanceof Objective.OfScores of) {
            String scores = value(of.score());
            Optional<Tensor> own = detections.flatMap(found -> found.ofScores(weights));
            return uses.use(() -> own.isPresent()
                    ? gradients(batch, scores, seed(), own.get(), wanted, rule)
                    : gradients(batch, scores, scores, weights, wanted, rule));
        }
        String layer = value(((Objective.OfLayer) objective).layer());
        return uses.use(() -> gradients(batch, graph.logits(), layer, weights, wanted, rule));
    }

    /** What gradients begin with: the scores, and of a detector's row those of the candidates alone. */
    private String seed() {
        return detections.flatMap(DetectionOutputs::scored).orElse(graph.logits());
    }

    @Override
    public Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> wanted, BackwardRule rule) {
        spec.requireExactBatch(batch);
        return uses.use(() -> gradients(batch, value(score), value(score), null, wanted, rule));
    }

    private Gradients gradients(
            Tensor batch,
            String scores,
            String objective,
            @Nullable Tensor cotangent,
            Set<Layer> wanted,
            BackwardRule rule) {
        refuse(rule);
        List<String> values = wanted.stream().map(this::value).sorted().toList();
        boolean ofScores = objective.equals(scores);
        GraphGradients.BackwardGraph pass =
                gradients.pass(new GraphGradients.Need(objective, ofScores, values, rule.getClass()));
        List<String> fetches = new ArrayList<>(List.of(scores));
        values.forEach(value -> addFetch(fetches, value));
        pass.gradients().values().forEach(value -> addFetch(fetches, value));
        Map<String, Tensor> feeds = new LinkedHashMap<>(Map.of(image(), batch));
        if (cotangent != null && !pass.gradients().isEmpty()) {
            feeds.put(pass.upstream(), cotangent);
        }
        Map<String, Tensor> answers = pass.session().run(feeds, fetches);
        answers.put(image(), batch);
        Map<Layer, Tensor> found = new LinkedHashMap<>();
        for (Layer layer : wanted) {
            String gradient = pass.gradients().get(value(layer));
            Tensor forward = take(answers, value(layer));
            found.put(layer, gradient == null ? Tensor.zeros(forward.shape()) : take(answers, gradient));
        }
        return new Gradients(flat(answers, scores, batch), collect(answers, wanted), found);
    }

    /** What is fed cannot be fetched, and nothing needs to be fetched twice. */
    private void addFetch(List<String> fetches, String value) {
        if (!value.equals(image()) && !fetches.contains(value)) {
            fetches.add(value);
        }
    }

    @Override
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        return uses.use(() -> obstacleOf(value(layer), rule));
    }

    private Optional<String> obstacleOf(String value, BackwardRule rule) {
        try {
            refuse(rule);
            gradients.pass(
                    new GraphGradients.Need(seed(), seed().equals(graph.logits()), List.of(value), rule.getClass()));
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private static void refuse(BackwardRule rule) {
        if (rule instanceof BackwardRule.Relevance) {
            throw new ModelException("layer-wise relevance propagation" + RULES);
        }
        if (rule instanceof BackwardRule.DeepLift) {
            throw new ModelException("DeepLIFT" + RULES);
        }
    }

    private String value(Score score) {
        return switch (score) {
            case OUTPUT -> graph.scores();
            case LOGIT -> graph.logits();
            case PROBABILITY -> graph.probabilities();
        };
    }

    private String value(Layer layer) {
        if (layer.equals(Layer.INPUT)) {
            return image();
        }
        if (!layers.contains(layer)) {
            throw new IllegalArgumentException("layer " + layer.name() + " is not of " + spec.name());
        }
        return layer.name() + ":0";
    }

    private String image() {
        return graph.image() + ":0";
    }

    private Map<Layer, Tensor> collect(Map<String, Tensor> values, Set<Layer> wanted) {
        Map<Layer, Tensor> found = new LinkedHashMap<>();
        wanted.forEach(layer -> found.put(layer, take(values, value(layer))));
        return found;
    }

    private static Tensor flat(Map<String, Tensor> values, String name, Tensor batch) {
        return BatchChecks.rows(take(values, name), batch.shape().dim(0));
    }

    private static Tensor take(Map<String, Tensor> values, String name) {
        Tensor value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("the graph brought no " + name);
        }
        return value;
    }

    @Override
    public String toString() {
        return "TensorFlowModel[" + spec() + "]";
    }

    @Override
    public void close() {
        uses.close();
    }

    private void free() {
        gradients.close();
        session.close();
    }
}
