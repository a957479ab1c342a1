package xai4j;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import xai4j.io.Services;
import xai4j.model.BatchHint;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelProvider;
import xai4j.model.ModelSpec;
import xai4j.model.detection.DetectionModel;
import xai4j.model.segmentation.SegmentationModel;
import xai4j.tensor.Tensor;

/**
 * Opens models: files and folders by whichever backend on the class path recognises them, and functions.
 *
 * <p>A model holds an engine's memory until it is closed: open it in a {@code try}, or keep one for the life of the program.
 */
public final class Models {
    private Models() {}

    /**
     * Opens a model file or folder with the backend that recognises it.
     *
     * <pre>{@code
     * try (Model classifier = Models.load(Path.of("model.onnx"))) {
     *     System.out.println(classifier.spec());
     * }
     * }</pre>
     *
     * @param path of an ONNX or TorchScript file, a frozen graph, a SavedModel, …
     * @return the model; it also is a {@code DifferentiableModel}, {@code ActivationModel}, … where {@link Model#as} gives it as one
     * @throws ModelException if the file is missing, no backend on the class path recognises it, or it cannot be used
     */
    public static Model load(Path path) {
        return load(path, LoadOptions.defaults());
    }

    /**
     * Opens a model file or folder with the backend that recognises it.
     *
     * <pre>{@code
     * Model classifier = Models.load(
     *         Path.of("model.onnx"), LoadOptions.defaults().withPreprocessing(Preprocessing.imagenet()));
     * }</pre>
     *
     * @param path of an ONNX or TorchScript file, a frozen graph, a SavedModel, …
     * @param options what the caller knows better than the file: labels, preprocessing, kind of scores, which output
     * @return the model
     * @throws ModelException if the file is missing, no backend on the class path recognises it, or it cannot be used
     */
    public static Model load(Path path, LoadOptions options) {
        if (!Files.exists(path)) {
            throw new ModelException("there is no model at " + path);
        }
        List<ModelProvider> providers = Services.load(ModelProvider.class);
        List<ModelProvider> fitting =
                providers.stream().filter(provider -> provider.recognises(path)).toList();
        if (fitting.isEmpty()) {
            throw new ModelException(unrecognised(path, providers));
        }
        if (fitting.size() > 1) {
            throw new ModelException(path + " can be opened by several backends: "
                    + fitting.stream().map(Services::origin).collect(Collectors.joining(" and "))
                    + "; take all but one off the class path");
        }
        return open(fitting.get(0), path, options);
    }

    /** What an engine is made of may be missing or not start, which Java says by errors. */
    private static Model open(ModelProvider provider, Path path, LoadOptions options) {
        try {
            return provider.open(path, options);
        } catch (LinkageError e) {
            throw new ModelException(path + " cannot be opened: " + MissingBackend.reason(e), e);
        }
    }

    /**
     * Opens a model file or folder at a level of the SPI: {@code load(path, DifferentiableModel.class)} for Grad-CAM and all else that
     * needs gradients, {@code ActivationModel.class} for CAM and decision trees, {@code InterventionModel.class} for Ablation-CAM.
     *
     * <pre>{@code
     * DifferentiableModel network = Models.load(Path.of("model.onnx"), DifferentiableModel.class);
     * }</pre>
     *
     * @param path of an ONNX or TorchScript file, a frozen graph, a SavedModel, …
     * @param level the interface wanted
     * @return the model as one of that level
     * @throws ModelException if the model cannot be opened, or does not have the level; the message says why
     */
    public static <M extends Model> M load(Path path, Class<M> level) {
        return load(path, level, LoadOptions.defaults());
    }

    /**
     * The same with options.
     *
     * <pre>{@code
     * DifferentiableModel network = Models.load(
     *         Path.of("model.onnx"), DifferentiableModel.class, LoadOptions.defaults().withLabels(labels));
     * }</pre>
     *
     * @param path of an ONNX or TorchScript file, a frozen graph, a SavedModel, …
     * @param level the interface wanted
     * @param options what the caller knows better than the file
     * @return the model as one of that level
     * @throws ModelException as {@link #load(Path, Class)}
     */
    public static <M extends Model> M load(Path path, Class<M> level, LoadOptions options) {
        Model model = load(path, options);
        Optional<String> obstacle = model.obstacle(level);
        Optional<M> usable = model.as(level);
        if (obstacle.isEmpty() && usable.isPresent()) {
            return usable.get();
        }
        model.close();
        throw new ModelException(path + " cannot be used as " + level.getSimpleName()
                + obstacle.map(reason -> ": " + reason).orElse(""));
    }

    /**
     * Makes a model of a function from a batch of any size to scores {@code [N, K]}; once closed, it asks the function no more. Perturbation methods call it from one
     * thread with up to 64 images; {@link #batched} says otherwise.
     *
     * <pre>{@code
     * ModelSpec spec = ModelSpec.of("brightness", ImageInput.nchw(3, 32, 32));
     * Model brightness = Models.of(spec, batch -> {
     *     Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), 1));
     *     for (int i = 0; i < scores.size(); i++) {
     *         scores.set(i, batch.row(i).at(0));
     *     }
     *     return scores;
     * });
     * }</pre>
     *
     * @param spec name, input, labels and kind of scores
     * @param function from a batch in the spec's layout to scores {@code [N, K]}
     * @return the model, a black box
     */
    public static Model of(ModelSpec spec, UnaryOperator<Tensor> function) {
        return new FunctionModel(spec, function, BatchHint.DEFAULT);
    }

    /**
     * Makes a model of a function that is slow or far away, such as a remote service: it is never called with more images than it takes, and by
     * as many threads at once as it likes. Retries are the function's own business; what it throws ends the explanation, with the model's name.
     *
     * <pre>{@code
     * Model remote = Models.batched(model.spec(), 8, 2, batch -> model.predict(batch));
     * }</pre>
     *
     * @param spec name, input, labels and kind of scores
     * @param maxBatch most images per call, at least 1
     * @param callers threads that may call at once, at least 1; with more than one the function must be safe for several threads
     * @param function from a batch to scores {@code [N, K]}
     * @return the model, a black box
     * @throws IllegalArgumentException if a number is too small, or the spec's input has a fixed batch that is larger
     */
    public static Model batched(ModelSpec spec, int maxBatch, int callers, UnaryOperator<Tensor> function) {
        if (maxBatch < 1) {
            throw new IllegalArgumentException("a model that takes " + maxBatch + " images per call cannot be asked");
        }
        if (spec.input().batch() > maxBatch) {
            throw new IllegalArgumentException("the input of " + spec.name() + " has a fixed batch of "
                    + spec.input().batch() + ", more than the " + maxBatch + " that a call may have");
        }
        return new FunctionModel(spec, function, new BatchHint(maxBatch, callers));
    }

    /**
     * Names of what a model tells apart: the classes of its scores, of the objects that it detects, or of the regions that it marks.
     *
     * <pre>{@code
     * List<String> names = Models.labels(Models.load(Path.of("detector.onnx")));
     * }</pre>
     *
     * @param model a classifier, a detector or a segmentation
     * @return one per class, in their order; empty where no names are known
     */
    public static List<String> labels(Model model) {
        return model.as(DetectionModel.class)
                .map(detector -> detector.layout().labels())
                .or(() -> model.as(SegmentationModel.class)
                        .map(segmentation -> segmentation.layout().labels()))
                .orElse(model.spec().labels());
    }

    private static String unrecognised(Path path, List<ModelProvider> providers) {
        if (providers.isEmpty()) {
            return "no backend is on the class path to open " + path + "; add xai-onnx or xai-djl";
        }
        Optional<String> missing = MissingBackend.advice(path);
        if (missing.isPresent()) {
            return path + " cannot be opened here: " + missing.get();
        }
        return path + " is not a model that can be opened here; known: "
                + providers.stream()
                        .map(provider -> provider.accepts() + " (" + provider.name() + ")")
                        .collect(Collectors.joining(", "));
    }
}
