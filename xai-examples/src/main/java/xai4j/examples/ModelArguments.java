package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import xai4j.Models;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.PreprocessingOrigin;
import xai4j.model.ScoreKind;
import xai4j.model.detection.DetectionModel;
import xai4j.tensor.Shape;

/** The arguments by which every command names a model and says what its file does not; a mix-in for added commands, too. */
public final class ModelArguments {
    static final String LEAN_MEMORY =
            "Keep weights once for all questions, as pages of the file that the system reads when they are needed; runs take 1.3 to 2.3 times as long"
                    + " (ONNX files on a CPU).";

    @Parameters(index = "0", paramLabel = "MODEL", description = "Model file or folder.")
    private Path path = Path.of("");

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Names of the classes: a line per label, or Keras' imagenet_class_index.json.")
    private @Nullable Path labels;

    @Mixin
    private final PreprocessingArguments preprocessing = new PreprocessingArguments();

    @Option(
            names = "--input-size",
            paramLabel = "HxW",
            converter = InputSize.Converter.class,
            description = "Size of the model's input, for models that leave it open, for example 224x224.")
    private @Nullable InputSize size;

    @Option(
            names = "--scores",
            paramLabel = "KIND",
            description =
                    "What the model's scores are, if its file leaves it open: softmax-logits, sigmoid-logits, probabilities,"
                            + " multi-label, log-probabilities or other.")
    private @Nullable String scores;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "The output whose scores are explained, for models with several.")
    private @Nullable String output;

    @Option(
            names = "--detections",
            paramLabel = "LAYOUT",
            description =
                    "How a detector's outputs are laid out, if that is not found: yolov8, yolov5, yolox, end2end, ssd, detr, nms,"
                            + " yunet, fastestdet or yolov2.")
    private @Nullable String detections;

    @Option(names = "--device", description = "cpu (default), gpu or gpu:1.", defaultValue = "cpu")
    private String device = "cpu";

    @Option(
            names = "--threads",
            paramLabel = "N|deterministic|all",
            defaultValue = "deterministic",
            description =
                    "Threads that one picture may use: deterministic (default, or 0) for all cores wherever the result stays the same"
                            + " bit by bit on any number of them, all for all cores always, or a number.")
    private String threads = "deterministic";

    @Option(names = "--lean-memory", description = LEAN_MEMORY)
    private boolean leanMemory;

    /** The model's file or folder. */
    public Path path() {
        return path;
    }

    /** Opens the model; the caller closes it. */
    public Model open() {
        return open(null);
    }

    /** Says so where nobody told how pictures are prepared for a model, with the options that say the same. */
    static void sayWhatIsAssumed(ModelSpec spec, PrintWriter lines) {
        sayWhatIsAssumed(spec, spec, lines);
    }

    /**
     * The same where the command line may have a say.
     *
     * @param model what the model says of itself
     * @param spec the same with the size and the fit from the command line
     */
    static void sayWhatIsAssumed(ModelSpec model, ModelSpec spec, PrintWriter lines) {
        if (spec.preprocessingOrigin() == PreprocessingOrigin.ASSUMED) {
            lines.println("the preprocessing " + spec.preprocessing().name()
                    + " is assumed; give --preprocess if the model was trained with another. Whole, it is");
            lines.println("  " + PreprocessingArguments.options(model, spec));
        }
    }

    /** Says so, in one line, where classes have no names and are called by their position; what a detector of one class finds is an object. */
    static void sayThatLabelsAreMissing(Model model, PrintWriter lines) {
        boolean single = model.as(DetectionModel.class)
                .filter(detector -> detector.layout().classes() == 1)
                .isPresent();
        if (Models.labels(model).isEmpty() && !single) {
            lines.println(
                    "no names of the classes are known, so \"class 7\" is the score at position 7, counted from 0;"
                            + " --labels FILE gives them");
        }
    }

    private int threads() {
        return switch (threads) {
            case "deterministic" -> 0;
            case "all" -> LoadOptions.ALL_CORES;
            default -> {
                if (!threads.matches("\\d{1,4}")) {
                    throw new IllegalArgumentException(
                            "--threads " + threads + " is not understood; deterministic, all or a number is expected");
                }
                yield Integer.parseInt(threads);
            }
        };
    }

    /**
     * Opens the model; the caller closes it.
     *
     * @param shape of the input that it will be given, where that is known
     */
    Model open(@Nullable Shape shape) {
        LoadOptions options = onDevice();
        if (labels != null) {
            options = options.withLabels(LabelFile.read(labels));
        }
        options = preprocessing.given().map(options::withPreprocessing).orElse(options);
        if (scores != null) {
            options = options.withScores(ScoreKind.parse(scores));
        }
        if (output != null) {
            options = options.withOutput(output);
        }
        if (detections != null) {
            options = options.withDetections(detections);
        }
        Optional<Shape> image = Optional.ofNullable(shape).filter(given -> given.rank() == 3);
        if (size != null) {
            Shape flat = Shape.of(size.height(), size.width());
            image = image.map(given -> flat.prepend(given.dim(0))).or(() -> Optional.of(flat));
        }
        options = image.map(options::withInputShape).orElse(options);
        return Models.load(path, options);
    }

    /** Opens another model to compare with: where its file does not say how pictures are prepared, as was said for the first. */
    Model openOther(Path other) {
        Model open = Models.load(other, onDevice());
        Optional<Preprocessing> given = preprocessing.given();
        if (given.isEmpty() || open.spec().preprocessingOrigin() != PreprocessingOrigin.ASSUMED) {
            return open;
        }
        open.close();
        return Models.load(other, onDevice().withPreprocessing(given.get()));
    }

    private LoadOptions onDevice() {
        LoadOptions options = LoadOptions.defaults().withDevice(device).withThreads(threads());
        return leanMemory ? options.withLeanMemory() : options;
    }

    /** What is known of a model, with the size and the fit from the command line. */
    ModelSpec spec(Model model) {
        ModelSpec spec = preprocessing.applied(model.spec());
        return size == null ? spec : spec.withInput(size.of(spec));
    }
}
