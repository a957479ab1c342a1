package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import xai4j.data.CifarBinary;
import xai4j.data.CifarPictures;
import xai4j.data.CubBirds;
import xai4j.data.ImageFolder;
import xai4j.data.LabelledImages;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Network;
import xai4j.djl.train.Training;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.registry.TrainingResults;
import xai4j.io.FileErrors;
import xai4j.model.ModelSpec;
import xai4j.onnx.train.LinearHeadFit;
import xai4j.tensor.XaiException;

/** What every training asks: data, output, size, seed, threads. */
final class TrainingArguments {
    private static final String BIRDS = "birds";
    private static final int SPECIES = 12;
    private static final int TEST_PER_SPECIES = 50;
    private static final int TENTH = 10;

    @Option(
            names = "--data",
            defaultValue = BIRDS,
            paramLabel = "birds|FOLDER",
            description =
                    "The bird world (default), a folder with a sub-folder of pictures per class or with the class in the"
                            + " pictures' names (17_frog.png), CIFAR-10's binary files, or CUB-200-2011.")
    private String data = BIRDS;

    @Option(
            names = "--test",
            paramLabel = "FOLDER",
            description = "Pictures to test on; by default every tenth of --data is held out.")
    private @Nullable Path test;

    @Option(names = "--biased", description = "With birds: one species stands before snow nearly always.")
    private boolean biased;

    @Option(
            names = "--pictures",
            defaultValue = "400",
            paramLabel = "N",
            description = "With birds: training pictures per species (default ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(names = "--skip-unreadable", description = "Leave out pictures that cannot be read instead of stopping.")
    private boolean skipUnreadable;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the results.")
    private Path out = Path.of("");

    @Option(names = "--resume", description = "Go on with the checkpoint in --out.")
    private boolean resume;

    @Option(
            names = "--size",
            defaultValue = "96",
            paramLabel = "PIXELS",
            description = "Side of the network's input (default ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of everything random (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--threads",
            defaultValue = "0",
            description = "Threads of the engine; 0 (default) means one per processor.")
    private int threads;

    @Mixin
    private final KeptEpochArguments kept = new KeptEpochArguments();

    @Mixin
    private final RegistrationArguments registration = new RegistrationArguments();

    private @Nullable Pictures found;

    boolean isBirds() {
        return data.equals(BIRDS);
    }

    KeptEpochArguments kept() {
        return kept;
    }

    Path out() {
        return out;
    }

    int size() {
        return size;
    }

    long seed() {
        return seed;
    }

    /** Pictures, and others to test on where the user or the data set gives them. */
    record Pictures(LabelledImages train, Optional<LabelledImages> test) {}

    /** Training and test pictures. */
    record Data(LabelledImages train, Optional<LabelledImages> validation, LabelledImages test) {
        /** Reads them all for a network, with a bar. */
        Pixels read(ModelSpec spec, PrintWriter err) {
            ProgressBar bar = ProgressBar.on(err, "pictures");
            ImageBatches trained = ImageBatches.read(train, spec, bar);
            Optional<ImageBatches> choosing = validation.map(held -> ImageBatches.read(held, spec, bar));
            Pixels pixels = new Pixels(trained, choosing.orElse(trained), ImageBatches.read(test, spec, bar));
            bar.clear();
            return pixels;
        }
    }

    /**
     * The same pictures, read.
     *
     * @param validation those that choose an epoch; those trained on where none is chosen
     */
    record Pixels(ImageBatches train, ImageBatches validation, ImageBatches test) {}

    /** Refuses to write over what the command line names, before anything else; the checkpoint is always written. */
    void requireOutputs(CommandSpec command, String... names) {
        Outputs.in(out, names).notOverInputs(command);
        Outputs.in(out, Training.CHECKPOINT, TrainingPreview.CLASSES, TrainingPreview.SAMPLES, TrainingResults.FILE)
                .notOverInputs(command);
    }

    /** Shows the pictures that were found, before anything is learnt from them; the output folder must be there. */
    void showPictures(PrintWriter lines) {
        new TrainingPreview(Objects.requireNonNull(found)).show(out, lines);
    }

    /** Checks the numbers and finds the data; every tenth picture is for testing where no others are given. Nothing is written. */
    Data find() {
        Pictures all = findAll();
        LabelledImages held = all.test().orElseGet(() -> all.train().everyNth(TENTH, true));
        LabelledImages train =
                all.test().isPresent() ? all.train() : all.train().everyNth(TENTH, false);
        found = new Pictures(train, Optional.of(held));
        KeptEpochArguments.Split split = kept.split(train);
        return new Data(split.train(), split.validation(), held);
    }

    /** The same for a head on a pretrained network, which needs two pictures of each class. */
    Pictures findForHead() {
        Pictures found = findAll();
        LabelledImages train = found.train();
        LinearHeadFit.requirePictures(train.labels(), train::label, train.size());
        return found;
    }

    /** Checks the numbers and finds the data; nothing is written. */
    Pictures findAll() {
        require(size >= 32 && size <= 1024, "--size " + size + " is not between 32 and 1024");
        require(threads >= 0, "--threads " + threads + " is negative");
        require(pictures > 0, "--pictures " + pictures + " is not positive");
        registration.requirePossible();
        Pictures all = isBirds() ? birds() : folder();
        all.train().requireSeveralClasses();
        requireClasses(all);
        found = all;
        return all;
    }

    /** Registers what was trained of the data that was found, where that was asked; gives the exit status. */
    int registered(CommandSpec command) {
        Pictures data = Objects.requireNonNull(found);
        registration.register(out, seed, data.train(), data.test(), command);
        return 0;
    }

    /** Makes the output folder and sets the engine's threads, once all that can be refused has been looked at. */
    void begin() {
        makeFolder();
        Network.threads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Two classes of one name cannot be told apart in an answer, and test pictures must be of the same classes. */
    private static void requireClasses(Pictures found) {
        List<String> labels = found.train().labels();
        Map<String, String> seen = new HashMap<>();
        for (String label : labels) {
            String other = seen.put(label.strip().toLowerCase(Locale.ROOT), label);
            require(
                    other == null,
                    "the classes \"" + other + "\" and \"" + label + "\" clash; give each a name of its own");
        }
        found.test()
                .ifPresent(test -> require(
                        test.labels().equals(labels),
                        "the test pictures are of the classes " + String.join(", ", test.labels())
                                + "; the training pictures of " + String.join(", ", labels)));
    }

    private Pictures birds() {
        require(test == null, "--test cannot be given with the bird world, which has test pictures of its own");
        BirdWorld train = BirdWorld.training(seed, SPECIES * pictures).side(size);
        BirdWorld held = BirdWorld.test(seed, SPECIES * TEST_PER_SPECIES).side(size);
        return new Pictures(biased ? train.biased() : train, Optional.of(held));
    }

    private Pictures folder() {
        require(!biased, "--biased is for the bird world only");
        Path root = Path.of(data);
        boolean cub = Files.exists(root.resolve("image_class_labels.txt"));
        if (cub || Files.exists(root.resolve("test_batch.bin"))) {
            require(test == null, "--test cannot be given with " + root + ", which has test pictures of its own");
            return cub
                    ? new Pictures(readable(CubBirds.training(root)), Optional.of(readable(CubBirds.test(root))))
                    : new Pictures(CifarBinary.training(root), Optional.of(CifarBinary.test(root)));
        }
        LabelledImages all = readable(pictures(root));
        return new Pictures(all, Optional.ofNullable(test).map(held -> readable(pictures(held))));
    }

    /** A folder per class, or all pictures in one folder with the class in their names, as in {@code 17_frog.png}. */
    private static LabelledImages pictures(Path root) {
        return CifarPictures.isFlat(root) ? CifarPictures.of(root) : ImageFolder.of(root);
    }

    private LabelledImages readable(LabelledImages images) {
        List<String> unreadable = images.unreadable();
        if (unreadable.isEmpty()) {
            return images;
        }
        if (!skipUnreadable) {
            throw new XaiException(unreadable.size() + " pictures cannot be read: " + String.join(", ", unreadable)
                    + "; remove them or add --skip-unreadable");
        }
        return images.without(unreadable);
    }

    /** Makes the output folder; one with another training's checkpoint is refused. */
    void makeFolder() {
        FileErrors.makeFolder(out, "output folder");
        if (!resume && Files.exists(out.resolve(Training.CHECKPOINT))) {
            throw new XaiException(
                    out + " holds a checkpoint already; add --resume to go on with it, or choose another" + " folder");
        }
        // what another training came to is not what this one comes to
        TrainingResults.forget(out);
    }
}
