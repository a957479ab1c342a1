package xai4j.djl.tensorflow;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;
import xai4j.model.LoadOptions;
import xai4j.model.PreprocessingOrigin;
import xai4j.model.description.ModelDescription;

/** What exporters take for granted and do not write into the graph. */
final class Conventions {
    private static final double RESIZED = 256;

    private final Path folder;
    private final ModelDescription beside;
    private final FrozenGraph graph;
    private final ImageInput input;
    private final Optional<Preprocessing> scaling;

    Conventions(Path path, ModelDescription beside, FrozenGraph graph, ImageInput input) {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        this.folder = Files.isDirectory(path) || parent == null ? absolute : parent;
        this.beside = beside;
        this.graph = graph;
        this.input = input;
        this.scaling = InputScaling.of(new Nodes(graph.graph()), graph.image());
    }

    /** The given preprocessing, or what is said or seen, or Custom Vision's for its exports, or Keras' for MobileNet. */
    Preprocessing preprocessing(LoadOptions options) {
        return options.preprocessing()
                .map(given -> isCustomVision() ? forCustomVision(given) : given)
                .or(this::said)
                .orElseGet(() -> isCustomVision() ? customVision() : Preprocessing.tensorflow());
    }

    /**
     * A preset says colours and numbers; how pictures are cut is the export's, unless the caller says that, too. And {@code
     * custom-vision} means what this export needs, with the mean or without, {@code custom-vision-mean} the same cut with the mean.
     */
    private Preprocessing forCustomVision(Preprocessing given) {
        if (given.equals(Preprocessing.customVision())) {
            return customVision();
        }
        boolean leavesTheCut =
                given.resizeMode() == ResizeMode.SQUASH || given.equals(Preprocessing.customVisionMean());
        return given.matchesPreset() && leavesTheCut ? cut(given) : given;
    }

    /** Who says so: a manifest, a configuration beside the file, or the graph's own first operations are more than a convention. */
    PreprocessingOrigin origin(LoadOptions options) {
        return PreprocessingOrigin.of(options, said());
    }

    private Optional<Preprocessing> said() {
        if (hasManifest()) {
            return Optional.of(customVision());
        }
        return beside.preprocessing().or(() -> isCustomVision() ? Optional.empty() : scaling);
    }

    /** The input with a size to try the graph with. */
    ImageInput sized(LoadOptions options) {
        return options.sized(input, preprocessing(options).defaultSize());
    }

    /** Azure Custom Vision's exports have a manifest, or at least its fixed names: scores are nowhere else called a loss. */
    private boolean isCustomVision() {
        return hasManifest()
                || graph.image().equals("Placeholder") && graph.scores().equals("loss:0");
    }

    private boolean hasManifest() {
        return Files.exists(folder.resolve("cvexport.manifest"));
    }

    /**
     * As in its own sample code: the centred square made 256 wide, of that the centre, BGR; the mean is subtracted outside
     * unless the graph begins with that ({@code data_bn}).
     */
    private Preprocessing customVision() {
        boolean inside = graph.graph().getNodeList().stream()
                .anyMatch(node -> node.getName().startsWith("data_bn"));
        Preprocessing base = inside ? Preprocessing.customVision() : Preprocessing.customVisionMean();
        return cut(base);
    }

    private Preprocessing cut(Preprocessing base) {
        return base.withResizeMode(ResizeMode.CROP).withCropRatio(input.height() > 0 ? input.height() / RESIZED : 1);
    }
}
