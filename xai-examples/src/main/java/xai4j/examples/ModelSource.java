package xai4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import xai4j.Models;
import xai4j.examples.birds.BirdNetwork;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.ServedModel;
import xai4j.examples.serve.web.Example;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.nbdt.hierarchy.HierarchyFile;
import xai4j.tensor.XaiException;

/** Where the models that are served come from: named files, or the birds that ship with the project, in a folder that is removed in the end. */
final class ModelSource implements AutoCloseable {
    private static final String HIERARCHY = "hierarchy.json";

    private final Map<String, Path> paths = new LinkedHashMap<>();
    private final LoadOptions options;
    private final PrintWriter err;
    private @Nullable Path birds;

    /**
     * Reads what was said.
     *
     * @param models {@code NAME=PATH} or {@code PATH}
     * @param birdsWithoutModels whether the birds that ship with the project are taken where no model is named
     * @throws IllegalArgumentException if a name is not one that a path of HTTP can hold, or is there twice
     */
    static ModelSource of(List<String> models, boolean birdsWithoutModels, PrintWriter err) {
        return of(models, birdsWithoutModels, LoadOptions.defaults(), err);
    }

    /**
     * The same of models that are opened in a certain way.
     *
     * @param options for all of them
     */
    static ModelSource of(List<String> models, boolean birdsWithoutModels, LoadOptions options, PrintWriter err) {
        ModelSource source = new ModelSource(options, err);
        models.forEach(source::add);
        if (models.isEmpty() && birdsWithoutModels) {
            source.addBirds();
        }
        return source;
    }

    private ModelSource(LoadOptions options, PrintWriter err) {
        this.options = options;
        this.err = err;
    }

    private void add(String text) {
        int equals = text.indexOf('=');
        Path path = path(equals < 0 ? text : text.substring(equals + 1));
        String name = equals < 0 ? nameOf(path) : text.substring(0, equals);
        if (!name.matches(ModelRegistry.NAME)) {
            throw new IllegalArgumentException(
                    "the name \"" + name
                            + "\" of a model is not made of letters, digits, dots, hyphens and underscores; say --model NAME=PATH");
        }
        if (paths.put(name, path) != null) {
            throw new IllegalArgumentException("two models are called " + name + "; say --model NAME=PATH");
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no path", e);
        }
    }

    private static String nameOf(Path path) {
        String file = Objects.requireNonNullElse(
                        path.toAbsolutePath().normalize().getFileName(), path)
                .toString();
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    /** Opens them all; the caller closes the shelf. */
    ModelShelf open() {
        ModelShelf shelf = new ModelShelf();
        try {
            paths.forEach((name, path) -> shelf.put(opened(name, "", path)));
            return shelf;
        } catch (RuntimeException e) {
            shelf.close();
            throw e;
        }
    }

    /** Takes the birds that ship with the project. */
    private void addBirds() {
        try {
            Path folder = Files.createTempDirectory("xai-birds");
            birds = folder;
            paths.put("birds", BirdSample.CNN.copyTo(folder));
            paths.put("birds-biased", BirdSample.BIASED_CNN.copyTo(folder));
            paths.put("birds-prototypes", BirdNetwork.PROTOTYPES.copyTo(folder.resolve("protopnet")));
            paths.put("birds-tree", BirdNetwork.TREE.copyTo(folder.resolve("tree")));
        } catch (IOException e) {
            throw new XaiException("no temporary folder for the birds: " + e.getMessage(), e);
        }
    }

    /** Pictures to begin with: of birds, where birds are served. */
    Map<String, Example> examples() {
        return birds == null ? Map.of() : BirdExamples.in(birds);
    }

    /** A model with the tree that lies beside it, if there is one. */
    ServedModel opened(String name, String version, Path path) {
        Model model = Models.load(path, options);
        try {
            Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
            Path file = Objects.requireNonNullElse(folder, path).resolve(HIERARCHY);
            List<String> labels = model.spec().labels();
            Optional<Hierarchy> tree = Files.isRegularFile(file) && !labels.isEmpty()
                    ? Optional.of(HierarchyFile.read(file, labels.size(), labels))
                    : Optional.empty();
            ModelArguments.sayWhatIsAssumed(model.spec(), err);
            return new ServedModel(name, version, model, tree);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (birds == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(birds)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            birds.toFile().deleteOnExit();
        }
    }
}
