package xai4j.djl.torch;

import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import xai4j.djl.engine.DjlEngine;
import xai4j.djl.torch.detection.OpenLists;
import xai4j.djl.torch.detection.TorchDetections;
import xai4j.djl.translator.DetectionTranslator;
import xai4j.djl.translator.ServingProperties;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.io.Sha256;
import xai4j.model.Activations;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.InterventionModel;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LoadOptions;
import xai4j.model.MaskedPrediction;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.model.PreprocessingOrigin;
import xai4j.model.RandomizableModel;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.model.backend.BatchChecks;
import xai4j.model.backend.WeightLayers;
import xai4j.model.description.LabelsBeside;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.DetectionModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A TorchScript file, traced or scripted, on DJL's PyTorch engine.
 *
 * <p>The file's own source is copied in memory with a tape that every module call and non-linearity reports to; so any
 * module's output can be read and differentiated, and backward rules can be put in place of derivatives. The file on disk
 * is not touched and the network stays in inference mode.
 *
 * <p>Layers are named as in Python ({@code layer4.1.relu}); the second call of the same module within one pass is {@code
 * layer4.1.relu#2}, and an operator that stands in a module's own code is {@code features.relu()}.
 */
public final class TorchScriptModel
        implements DifferentiableModel, InterventionModel, MaskedPrediction, RandomizableModel {
    private final Path path;
    private final Optional<DetectionLayout> detections;
    private final TorchArchive archive;
    private final TorchProbe probe;
    private final TorchSession session;
    private final ModelSpec spec;
    private final ScoreEnd end;
    private final List<ModelOutput> outputs;
    private final int classes;
    private final List<Layer> layers;
    private final @Nullable Layer lastSpatial;
    private final List<TorchDetections.Section> sections;
    /** Of a detector the map that its branches share, looked for when somebody asks. */
    private @Nullable Layer shared;

    private boolean isSharedKnown;

    private final @Nullable LinearHead head;
    private final Tensor sample;
    private final List<String> remarks;
    /** Why DeepLIFT is not possible; empty when it is, null when nobody asked yet. */
    private volatile @Nullable String noDeepLift;

    private TorchScriptModel(
            Path path,
            TorchArchive archive,
            ModelSpec spec,
            TorchProbe probe,
            List<ModelOutput> outputs,
            Optional<DetectionLayout> detections,
            List<TorchDetections.Section> sections) {
        this.path = path;
        this.detections = detections;
        this.archive = archive;
        this.probe = probe;
        this.session = probe.session();
        this.end = ScoreTail.said(probe.end(), spec.scores());
        this.outputs = outputs.size() > 1 ? List.copyOf(outputs) : List.of();
        this.classes = probe.classes();
        this.layers = probe.layers();
        this.sample = probe.noise();
        this.remarks = remarks(probe.session(), probe.chance());
        TorchHead tail = new TorchHead(probe, layers);
        this.lastSpatial = tail.lastSpatial().orElse(null);
        this.sections = List.copyOf(sections);
        this.head = tail.linear().orElse(null);
        this.spec = spec;
    }

    /** A copy of a model whose weights are others: what was found out about the network stays, its numbers are new. */
    private TorchScriptModel(TorchScriptModel original, TorchArchive archive, TorchProbe probe) {
        this.path = original.path;
        this.detections = original.detections;
        this.archive = archive;
        this.probe = probe;
        this.session = probe.session();
        this.end = original.end;
        this.outputs = original.outputs;
        this.classes = original.classes;
        this.layers = original.layers;
        this.sample = original.sample;
        this.remarks = original.remarks;
        this.lastSpatial = original.lastSpatial;
        this.sections = original.sections;
        this.head = new TorchHead(probe, layers).linear().orElse(null);
        this.spec = original.spec;
    }

    /**
     * Opens a TorchScript file.
     *
     * <p>A file that newer versions of PyTorch traced holds the shape of its input, which then is fixed unless the options name one. For
     * other files shapes are tried, first the one in the options, then squares, first of the preprocessing's default size. The preprocessing is that of DJL's {@code serving.properties} beside the file, or what a
     * scaling inside the network leaves to do, or ImageNet's, unless given. A number of threads in the options holds for every PyTorch
     * model of the process, as PyTorch has one pool.
     *
     * @throws ModelException if the file is not TorchScript, its form is not understood, or the engine is not there
     */
    public static TorchScriptModel open(Path path, LoadOptions options) {
        TorchFiles.requireTorchScript(path);
        DjlEngine engine = DjlEngine.PYTORCH;
        var device = engine.device(options.device());
        if (options.threads() > 0) {
            JniUtils.setNumThreads(options.threads());
        }
        Optional<ServingProperties> beside = ServingProperties.beside(path);
        Optional<DetectionTranslator> translator = beside.flatMap(ServingProperties::detector);
        Optional<Preprocessing> told = options.preprocessing().or(() -> beside.map(ServingProperties::preprocessing));
        String name = String.valueOf(path.getFileName());
        TorchArchive archive = TorchArchive.read(path, device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu");
        TorchSession session = TorchSession.open(name, archive, device);
        try {
            Optional<Shape> said = options.inputShape().or(archive::example);
            int likely = told.orElseGet(Preprocessing::imagenet).defaultSize();
            InputSearch.Found found = InputSearch.find(session, said, likely, archive.takesOneByOne());
            Optional<Preprocessing> known =
                    told.or(() -> InputScaling.of(found.input(), found.noise(), found.answers()));
            Preprocessing preprocessing = known.orElseGet(Preprocessing::imagenet);
            List<String> names = options.labels()
                    .or(() -> beside.map(ServingProperties::labels))
                    .orElse(List.of());
            Map<String, Tensor> values = session.outputs(found.noise());
            Optional<String> wanted = options.detections().or(() -> translator.map(DetectionTranslator::layout));
            Optional<OpenLists> open = options.output().isEmpty() && OpenLists.mayBe(wanted)
                    ? OpenLists.of(
                            values,
                            () -> session.outputs(Tensor.zeros(found.noise().shape())),
                            found.input(),
                            found.noise().shape().dim(0))
                    : Optional.empty();
            Optional<TorchDetections> detections = options.output().isPresent()
                    ? Optional.empty()
                    : TorchDetections.of(
                            open.map(lists -> lists.filled(values)).orElse(values),
                            found.input(),
                            found.noise().shape().dim(0),
                            names.isEmpty() ? Set.of() : Set.of(names.size()),
                            wanted);
            List<ModelOutput> outputs = detections
                    .map(TorchDetections::outputs)
                    .orElseGet(() -> OutputChoice.choose(
                            values,
                            found.answers(),
                            found.noise().shape().dim(0),
                            options.output(),
                            names.size(),
                            name));
            ScoreEnd asked = ScoreEnd.UNKNOWN.of(
                    outputs.size() == 1 && open.isEmpty()
                            ? List.of()
                            : detections.map(TorchDetections::joined).orElseGet(() -> explained(outputs)));
            TorchProbe probe = new TorchProbe(
                    session,
                    found,
                    detections.isPresent() && open.isPresent()
                            ? asked.filledAlong(open.get().axis())
                            : asked);
            if (detections.isPresent()) {
                DetectionLayout layout = detections.get().layout();
                if (open.isEmpty()) {
                    requireFixed(name, session, found, values);
                }
                return detector(
                        path,
                        archive,
                        options,
                        probe,
                        found,
                        translator.map(it -> it.applied(layout)).orElse(layout),
                        detections.get(),
                        known,
                        names);
            }
            List<String> labels = options.labels()
                    .map(given -> LabelsBeside.requireCount(given, probe.classes(), name))
                    .or(() -> beside.map(ServingProperties::labels).filter(these -> these.size() == probe.classes()))
                    .orElseGet(() -> LabelsBeside.find(path, probe.classes()));
            ScoreKind kind = options.scores().orElseGet(() -> ScoreTail.kind(probe.end(), probe.classes()));
            ImageInput input =
                    options.inputShape().isEmpty() && archive.example().isPresent() ? found.input() : probe.input();
            ModelSpec spec = new ModelSpec(name, input, preprocessing, labels, kind, Sha256.of(path))
                    .withPreprocessingOrigin(PreprocessingOrigin.of(options, known));
            return new TorchScriptModel(path, archive, spec, probe, outputs, Optional.empty(), List.of());
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Lists of found objects whose length depends on the picture cannot be joined into rows. */
    private static void requireFixed(
            String name, TorchSession session, InputSearch.Found found, Map<String, Tensor> values) {
        Map<String, Tensor> others = session.outputs(Tensor.zeros(found.noise().shape()));
        values.forEach((output, value) -> {
            Tensor other = others.get(output);
            if (other == null || !other.shape().equals(value.shape())) {
                throw new ModelException(name + " lists as many objects as it finds (its output \""
                        + output + "\" is " + value.shape() + " for noise and "
                        + (other == null ? "not there" : other.shape()) + " for black), so that nothing can be"
                        + " compared between pictures; export it without its suppression of overlapping boxes");
            }
        });
    }

    /** A model whose scores are a detector's raw numbers, for pictures of one size. */
    private static TorchScriptModel detector(
            Path path,
            TorchArchive archive,
            LoadOptions options,
            TorchProbe probe,
            InputSearch.Found noise,
            DetectionLayout found,
            TorchDetections read,
            Optional<Preprocessing> known,
            List<String> names) {
        String name = String.valueOf(path.getFileName());
        int count = found.classes();
        List<String> labels = options.labels()
                .map(given -> LabelsBeside.requireCount(given, count, name))
                .orElseGet(() -> names.size() == count ? names : LabelsBeside.find(path, count));
        Preprocessing preprocessing = known.orElseGet(found::usualPreprocessing);
        ModelSpec spec = new ModelSpec(name, noise.input(), preprocessing, List.of(), ScoreKind.OTHER, Sha256.of(path))
                .withPreprocessingOrigin(PreprocessingOrigin.of(options, known));
        return new TorchScriptModel(
                path, archive, spec, probe, read.outputs(), Optional.of(found.withLabels(labels)), read.sections());
    }

    private static List<String> explained(List<ModelOutput> outputs) {
        return outputs.stream()
                .filter(ModelOutput::explained)
                .map(ModelOutput::name)
                .toList();
    }

    /** Every level that TorchScript offers, and {@link DetectionModel} where its outputs are a detector's. */
    @Override
    public <M extends Model> Optional<M> as(Class<M> level) {
        return level == DetectionModel.class
                ? detections.map(layout -> level.cast(DetectionModel.of(this, layout)))
                : DifferentiableModel.super.as(level);
    }

    @Override
    public List<ModelOutput> outputs() {
        return outputs;
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    private static List<String> remarks(TorchSession session, List<String> chance) {
        List<String> remarks = new ArrayList<>();
        if (!chance.isEmpty()) {
            remarks.add(RandomOperators.remark(chance));
        }
        if (session.isOnGpu()) {
            remarks.add(
                    "images run in batches on the GPU, where sums are taken in an order that depends on the batch size; the last"
                            + " digits of an image's numbers may depend on its neighbours"
                            + (chance.isEmpty() ? "" : ", and its random numbers do depend on its place among them"));
        }
        return List.copyOf(remarks);
    }

    @Override
    public List<String> remarks() {
        return remarks;
    }

    @Override
    public Optional<Path> location() {
        return Optional.of(path);
    }

    @Override
    public Tensor predict(Tensor batch) {
        Tensor scores = FixedBatches.of(spec, batch, session.isOnGpu())
                .joined((from, to) -> session.predict(batch.slice(from, to), end));
        return Scores.requireFinite(scores, spec.name());
    }

    @Override
    public Tensor predict(Tensor batch, Score score) {
        TapeCode wanted = end.wanted(score, spec.scores());
        if (wanted == TapeCode.OUTPUT) {
            return Scores.convert(predict(batch), spec.scores(), score);
        }
        return take(run(batch, new TorchRequest(wanted, end)), "scores");
    }

    @Override
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        if (layer.equals(Layer.INPUT)) {
            return predict(values, score);
        }
        TorchRequest request = new TorchRequest(code(score), end)
                .replace(name(layer), layer.requireFit(values, batch.shape().dim(0)));
        return take(run(batch, request), "scores");
    }

    private Map<String, Tensor> run(Tensor batch, TorchRequest request) {
        int count = batch.shape().dim(0);
        return FixedBatches.of(spec, batch, session.isOnGpu())
                .answers((from, to) -> session.run(batch.slice(from, to), request.slice(from, to, count)));
    }

    @Override
    public MaskedImage masked(Tensor image, Tensor fill, int[] regions, int count) {
        spec.requireExactBatch(image.reshape(image.shape().prepend(1)));
        return new TorchMaskedImage(session, end, spec, image, fill, regions, count);
    }

    @Override
    public boolean prefersMasks() {
        return session.isOnGpu();
    }

    @Override
    public List<String> weightedLayers() {
        return archive.weights().fromTheTop(layers).names();
    }

    @Override
    public TorchScriptModel randomized(Collection<String> chosen, long seed) {
        TorchWeights weights = archive.weights();
        WeightLayers known = weights.fromTheTop(layers);
        Map<TorchWeights.Part, int[]> orders = new HashMap<>();
        for (String layer : known.requireKnown(chosen)) {
            TorchWeights.Part part = weights.part(layer);
            orders.put(part, known.order(layer, seed, part.count()));
        }
        TorchArchive shuffled = archive.reordered(orders);
        TorchSession other = session.beside(shuffled);
        try {
            return new TorchScriptModel(this, shuffled, probe.of(other));
        } catch (RuntimeException e) {
            other.close();
            throw e;
        }
    }

    @Override
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public Optional<LinearHead> head() {
        return Optional.ofNullable(head);
    }

    private synchronized Optional<Layer> shared() {
        if (!isSharedKnown) {
            shared = new TorchHead(probe, layers).lastShared(sections).orElse(null);
            isSharedKnown = true;
        }
        return Optional.ofNullable(shared);
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return (sections.size() > 1 ? shared() : Optional.<Layer>empty()).or(() -> Optional.ofNullable(lastSpatial));
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> wanted) {
        TorchRequest request = new TorchRequest(TapeCode.OUTPUT, end);
        wanted.forEach(layer -> request.layer(name(layer), TapeCode.VALUE));
        Map<String, Tensor> answers = run(batch, request);
        return new Activations(take(answers, "scores"), collect(answers, "value:", wanted, batch));
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> wanted, BackwardRule rule) {
        TorchRequest request = new TorchRequest(score(objective), end)
                .backward(code(rule), BatchChecks.weights(batch, objective, classes), baseline(batch, rule));
        if (objective instanceof Objective.OfLayer of) {
            request.layer(name(of.layer()), TapeCode.OBJECTIVE);
        }
        return gradients(batch, request, wanted);
    }

    @Override
    public Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> wanted, BackwardRule rule) {
        TorchRequest request = new TorchRequest(code(score), end).backward(code(rule), null, baseline(batch, rule));
        return gradients(batch, request, wanted);
    }

    private Gradients gradients(Tensor batch, TorchRequest request, Set<Layer> wanted) {
        wanted.forEach(layer -> request.layer(name(layer), TapeCode.VALUE, TapeCode.GRADIENT));
        Map<String, Tensor> answers = run(batch, request);
        withoutRule(answers).ifPresent(reason -> {
            throw new ModelException(reason);
        });
        return new Gradients(
                take(answers, "scores"),
                collect(answers, "value:", wanted, batch),
                collect(answers, "gradient:", wanted, batch));
    }

    private static final String NO_LRP =
            "layer-wise relevance propagation is not offered for TorchScript; export the network to ONNX for it";

    @Override
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        if (rule instanceof BackwardRule.Relevance) {
            return Optional.of(NO_LRP);
        }
        return rule instanceof BackwardRule.DeepLift ? noDeepLift() : Optional.empty();
    }

    /** Which operator lies between image and scores that DeepLIFT has no rule for: noise tells. */
    private Optional<String> noDeepLift() {
        if (!session.compares()) {
            return Optional.of(TorchSession.NO_RULES);
        }
        if (end.tail() == TapeCode.LOGARITHM) {
            return Optional.of("the logits before the network's probabilities were not found, and DeepLIFT has no rule"
                    + " for their logarithms");
        }
        String known = noDeepLift;
        if (known == null) {
            known = askNoise().orElse("");
            noDeepLift = known;
        }
        return known.isEmpty() ? Optional.empty() : Optional.of(known);
    }

    private Optional<String> askNoise() {
        TorchRequest request = new TorchRequest(TapeCode.LOGITS, end)
                .backward(TapeCode.DEEP_LIFT, null, Tensor.zeros(sample.shape()))
                .layer(TorchRequest.INPUT, TapeCode.GRADIENT);
        try {
            return withoutRule(session.run(sample, request));
        } catch (ModelException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> withoutRule(Map<String, Tensor> answers) {
        return answers.keySet().stream()
                .filter(key -> key.startsWith("odd:"))
                .findFirst()
                .map(key -> {
                    String[] parts = key.split(":", 3);
                    String place = parts[2].replaceAll("^-+|\\.$", "");
                    return parts[1] + (place.isEmpty() ? "" : " at " + place)
                            + " has no DeepLIFT rule in TorchScript; use integrated-gradients or the ONNX file";
                });
    }

    private TapeCode code(BackwardRule rule) {
        if (rule instanceof BackwardRule.Relevance) {
            throw new ModelException(NO_LRP);
        }
        if (rule instanceof BackwardRule.Guided) {
            return TapeCode.GUIDED;
        }
        if (rule instanceof BackwardRule.Deconvnet) {
            return TapeCode.DECONVNET;
        }
        if (!(rule instanceof BackwardRule.DeepLift)) {
            return TapeCode.PLAIN_GRADIENT;
        }
        if (!session.compares()) {
            throw new ModelException(TorchSession.NO_RULES);
        }
        return TapeCode.DEEP_LIFT;
    }

    private static TapeCode score(Objective objective) {
        if (!(objective instanceof Objective.OfScores of)) {
            return TapeCode.LOGITS;
        }
        return code(of.score());
    }

    private static TapeCode code(Score score) {
        return switch (score) {
            case LOGIT -> TapeCode.LOGITS;
            case PROBABILITY -> TapeCode.PROBABILITIES;
            case OUTPUT -> TapeCode.OUTPUT;
        };
    }

    private @Nullable Tensor baseline(Tensor batch, BackwardRule rule) {
        if (!(rule instanceof BackwardRule.DeepLift deepLift)) {
            return null;
        }
        Shape shape = deepLift.baseline().shape();
        boolean fits = shape.rank() == 4
                && shape.dropFirst().equals(batch.shape().dropFirst())
                && (shape.dim(0) == 1 || shape.dim(0) == batch.shape().dim(0));
        if (!fits) {
            throw new IllegalArgumentException("the baseline is " + shape + " for a batch " + batch.shape());
        }
        return deepLift.baseline();
    }

    private String name(Layer layer) {
        if (layer.equals(Layer.INPUT)) {
            return TorchRequest.INPUT;
        }
        if (!layers.contains(layer)) {
            throw new IllegalArgumentException("layer " + layer.name() + " is not of " + spec.name());
        }
        return layer.name();
    }

    private Map<Layer, Tensor> collect(Map<String, Tensor> answers, String kind, Set<Layer> wanted, Tensor batch) {
        Map<Layer, Tensor> values = new LinkedHashMap<>();
        for (Layer layer : wanted) {
            boolean itself = layer.equals(Layer.INPUT) && kind.equals("value:");
            values.put(layer, itself ? batch : take(answers, kind + name(layer)));
        }
        return values;
    }

    private Tensor take(Map<String, Tensor> answers, String key) {
        Tensor answer = answers.get(key);
        if (answer == null) {
            throw new ModelException(spec.name() + " did not run through " + key.substring(key.indexOf(':') + 1)
                    + " this time; it lies in a branch that this input does not take");
        }
        return answer;
    }

    @Override
    public String toString() {
        return "TorchScriptModel[" + spec() + "]";
    }

    @Override
    public void close() {
        session.close();
    }
}
