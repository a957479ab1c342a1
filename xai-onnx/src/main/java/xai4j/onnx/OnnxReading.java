package xai4j.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.io.Sha256;
import xai4j.model.LoadOptions;
import xai4j.model.ModelOutput;
import xai4j.model.ModelSpec;
import xai4j.model.PreprocessingOrigin;
import xai4j.model.ScoreKind;
import xai4j.model.description.LabelsBeside;
import xai4j.model.description.ModelDescription;
import xai4j.numeric.Parallel;
import xai4j.onnx.detection.BlankRun;
import xai4j.onnx.detection.DetectorReader;
import xai4j.onnx.detection.JoinedOutputs;
import xai4j.onnx.detection.OpenLists;
import xai4j.onnx.detection.SegmentationGraph;
import xai4j.onnx.graph.AuxiliaryInputs;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.InputAxes;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ScoreWish;
import xai4j.onnx.graph.Shapes;

/**
 * What a model file is, read and understood before a session is opened.
 *
 * @param input the image input
 * @param analyses what the graph consists of, per size of image
 * @param anatomy what it consists of for the size that is taken at first
 * @param spec what is known of the model
 * @param joined how its outputs are read, when they are boxes or maps rather than scores of classes
 */
record OnnxReading(
        OnnxImageInput input,
        GraphAnalysisCache analyses,
        GraphAnatomy anatomy,
        ModelSpec spec,
        Optional<JoinedOutputs> joined) {
    /**
     * Reads a model file; beside that the engine is loaded and the file's fingerprint taken, which on two cores makes a start quicker.
     *
     * @throws xai4j.model.ModelException if it is no usable classifier of images
     * @throws IllegalArgumentException if the options do not fit the model
     */
    static OnnxReading of(Path path, LoadOptions options, SessionSettings settings) {
        FutureTask<String> sha256 = new FutureTask<>(() -> Sha256.of(path));
        return Parallel.beside(
                () -> {
                    sha256.run();
                    OnnxEngine.environment();
                },
                () -> of(path, graph(path, options), () -> done(sha256), options, settings));
    }

    /** The graph of a file as it is stored. */
    static OnnxGraph graph(Path path, LoadOptions options) {
        return options.leanMemory() ? OnnxGraph.map(path) : OnnxGraph.read(path);
    }

    /** What a helper may have begun to compute. */
    private static String done(FutureTask<String> task) {
        task.run();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while a model's fingerprint was taken");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        }
    }

    /**
     * The same of a graph that stands in the place of a file's own.
     *
     * @param sha256 the file's fingerprint
     */
    static OnnxReading of(
            Path path, OnnxGraph file, Supplier<String> sha256, LoadOptions options, SessionSettings settings) {
        String name = String.valueOf(path.getFileName());
        file.requireOwnData();
        OnnxGraph complete = InputAxes.completed(file, options.inputShape().orElse(null));
        requireOutput(complete, options);
        OnnxImageInput port = OnnxImageInput.find(complete);
        ModelDescription said = OnnxMetadata.of(complete, port).or(ModelDescription.beside(path));
        Optional<Preprocessing> known =
                options.preprocessing().or(said::preprocessing).or(() -> OnnxMetadata.fromPixels(complete, port));
        ImageInput sized = options.sized(
                port.input(), known.orElseGet(Preprocessing::imagenet).defaultSize());
        AuxiliaryInputs.Fed fed = AuxiliaryInputs.feed(complete, sized.height(), sized.width());
        OnnxGraph graph = options.output().isPresent() ? fed.graph() : OpenLists.filled(fed.graph());
        ScoreWish wish = wish(options, said);
        BlankRun blank = value -> EngineShapes.blank(graph, port, sized.batchShape(1), value, path, settings);
        LastShapes inferred = new LastShapes(port);
        Optional<JoinedOutputs> joined =
                joined(new AuxiliaryInputs.Fed(graph, fed.notes()), inferred, sized, options, wish, blank);
        Preprocessing preprocessing = known.or(() -> joined.flatMap(JoinedOutputs::usualPreprocessing))
                .orElseGet(Preprocessing::imagenet);
        GraphAnalysisCache analyses = new GraphAnalysisCache(
                joined.map(JoinedOutputs::graph).orElse(graph),
                port,
                inferred,
                path,
                settings,
                joined.map(found -> wish.forRaw(JoinedOutputs.RAW, found.branches()))
                        .orElse(wish));
        GraphAnatomy anatomy = analyses.of(sized.batchShape(1));
        ModelSpec spec = new ModelSpec(
                name,
                options.inputShape().isPresent()
                                || joined.isPresent()
                                || !fed.notes().isEmpty()
                        ? sized
                        : port.input(),
                preprocessing,
                joined.isPresent() ? List.of() : labels(name, options, said, anatomy.classes()),
                joined.isPresent() ? ScoreKind.OTHER : scores(name, options, said, anatomy),
                sha256.get(),
                PreprocessingOrigin.of(options, known));
        return new OnnxReading(
                port,
                analyses,
                anatomy,
                spec,
                joined.map(found -> found.withLabels(count -> options.labels()
                        .map(given -> LabelsBeside.requireCount(given, count, name))
                        .orElseGet(() -> said.labels(count)))));
    }

    /** Boxes or maps; a caller who names an output wants that and nothing else. */
    private static Optional<JoinedOutputs> joined(
            AuxiliaryInputs.Fed fed,
            LastShapes inferred,
            ImageInput sized,
            LoadOptions options,
            ScoreWish wish,
            BlankRun blank) {
        OnnxGraph graph = fed.graph();
        Shapes shapes = GraphAnalysisCache.understood(graph, () -> inferred.of(graph, sized.batchShape(1)));
        Optional<JoinedOutputs> maps = SegmentationGraph.read(
                        graph, shapes, sized.height(), sized.width(), options.output())
                .map(JoinedOutputs.class::cast);
        if (options.output().isPresent() && options.detections().isEmpty()) {
            return maps;
        }
        return DetectorReader.read(
                        graph, shapes, sized.height(), sized.width(), wish.labelCounts(), options.detections(), blank)
                .map(found -> (JoinedOutputs) found.noting(fed.notes()))
                .or(() -> maps);
    }

    private static void requireOutput(OnnxGraph graph, LoadOptions options) {
        options.output().filter(name -> !graph.outputs().containsKey(name)).ifPresent(name -> {
            throw new IllegalArgumentException(graph.source() + " has no output \"" + name + "\"; its outputs are "
                    + String.join(", ", graph.outputs().keySet()));
        });
    }

    private static ScoreWish wish(LoadOptions options, ModelDescription said) {
        Set<Integer> counts = options.labels()
                .map(labels -> Set.of(labels.size()))
                .orElseGet(() -> said.labelLists().stream().map(List::size).collect(Collectors.toSet()));
        boolean verbatim = options.scores()
                .filter(kind -> kind.isLogits() || kind == ScoreKind.OTHER)
                .isPresent();
        return new ScoreWish(options.output(), counts, verbatim, said.task(), Set.of());
    }

    private static List<String> labels(String name, LoadOptions options, ModelDescription said, int classes) {
        return options.labels()
                .map(given -> LabelsBeside.requireCount(given, classes, name))
                .orElseGet(() -> said.labels(classes));
    }

    /** What the caller says; else what the graph shows, and where it ends without an activation, what the files say. */
    private static ScoreKind scores(String name, LoadOptions options, ModelDescription said, GraphAnatomy anatomy) {
        boolean single = anatomy.classes() == 1;
        if (single && options.scores().filter(ScoreKind.LOGITS::equals).isPresent()) {
            throw new IllegalArgumentException(name + " gives one score, whose softmax is always 1; say "
                    + ScoreKind.SIGMOID_LOGITS.text() + " or " + ScoreKind.OTHER.text());
        }
        ScoreKind shown = anatomy.scoreKind() != ScoreKind.LOGITS
                ? anatomy.scoreKind()
                : said.scores()
                        .orElse(
                                isEmbedding(anatomy)
                                        ? ScoreKind.OTHER
                                        : single ? ScoreKind.SIGMOID_LOGITS : ScoreKind.LOGITS);
        return options.scores().orElse(shown);
    }

    private static boolean isEmbedding(GraphAnatomy anatomy) {
        return anatomy.outputs().stream()
                .anyMatch(output -> output.explained() && output.kind() == ModelOutput.Kind.EMBEDDING);
    }
}
