package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import xai4j.djl.export.OnnxWeights;
import xai4j.examples.registry.TrainingLog;
import xai4j.examples.registry.TrainingResults;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.numeric.Confusion;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureExtraction;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.PictureViews;
import xai4j.onnx.train.tune.TuningLayer;

/** What a training on a pretrained ONNX file asks besides the data. */
final class PretrainedArguments {
    private static final long MEBI = 1L << 20;

    @Mixin
    private final PreprocessingArguments preprocessing = new PreprocessingArguments();

    @Option(
            names = "--layer",
            paramLabel = "NAME",
            description = "With --from FILE.onnx: the feature map that is trained on; by default the last one.")
    private String layer = "";

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "With --from FILE.onnx: names of the classes that the file tells, where it does not say them. When they are"
                            + " those of the pictures, a tree begins with the file's own head.")
    private @Nullable Path labels;

    @Option(
            names = "--views",
            defaultValue = "5",
            paramLabel = "N",
            description =
                    "With --from FILE.onnx: how many versions of each picture are learned from, itself and others that are"
                            + " mirrored, cut out, lighter or darker (default ${DEFAULT-VALUE}).")
    private int views;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "With --from FILE.onnx: where features are kept for the next training; by default features in --out.")
    private @Nullable Path cache;

    @Option(
            names = "--cache-limit",
            defaultValue = "4096",
            paramLabel = "MIB",
            description = "Space that features may take there (default ${DEFAULT-VALUE}).")
    private long limit;

    @Option(
            names = "--folds",
            defaultValue = "5",
            paramLabel = "N",
            description =
                    "With --from FILE.onnx and without test pictures: in how many parts the pictures are tested in turn; 0"
                            + " for no test (default ${DEFAULT-VALUE}).")
    private int folds;

    /**
     * The ONNX file that {@code --from} names, when no training with blocks made it: one from elsewhere, or one of ours on such a file, itself or
     * in its folder.
     */
    static Optional<Path> foreign(@Nullable Path from) {
        if (from == null || !Files.exists(from)) {
            return Optional.empty();
        }
        Path file = Files.isDirectory(from) ? from.resolve("model.onnx") : from;
        boolean onnx = Files.isRegularFile(file) && file.toString().endsWith(".onnx");
        return onnx && !OnnxWeights.isExport(file) ? Optional.of(file) : Optional.empty();
    }

    /** The file whose features are used as they are: a {@linkplain #foreign foreign} one, or with {@code --layer} any that {@code --from} names. */
    Optional<Path> frozen(@Nullable Path from) {
        Optional<Path> foreign = foreign(from);
        if (foreign.isPresent() || layer.isEmpty() || from == null) {
            return foreign;
        }
        Path file = Files.isDirectory(from) ? from.resolve("model.onnx") : from;
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** Opens the backbone; the caller closes it. */
    Backbone open(Path file) {
        requireNumbers();
        return open(file, layer);
    }

    /** Opens the backbone at a map whose patches show what they look like; the caller closes it. */
    Backbone openForPatches(Path file) {
        Backbone last = open(file);
        String below = last.patchLayer().name();
        if (!layer.isEmpty() || below.equals(last.layer().name())) {
            return last;
        }
        last.close();
        return open(file, below);
    }

    /** Opens it at a layer of the caller's; the caller closes it. */
    Backbone open(Path file, String read) {
        LoadOptions options =
                labels == null ? LoadOptions.defaults() : LoadOptions.defaults().withLabels(LabelFile.read(labels));
        Optional<Preprocessing> given = preprocessing.given();
        if (given.isPresent()) {
            return Backbone.open(file, options.withPreprocessing(given.get()), read);
        }
        Backbone backbone = Backbone.open(file, options, read);
        Preprocessing known = backbone.spec().preprocessing();
        Preprocessing applied = preprocessing.applied(backbone.spec()).preprocessing();
        if (applied.equals(known)) {
            return backbone;
        }
        backbone.close();
        return Backbone.open(file, options.withPreprocessing(applied), read);
    }

    /**
     * Opens it at the layer above which it is tuned; the caller closes it.
     *
     * @param layer a name, or {@link TuningArguments#AUTO}
     * @param last the same at the map that it is used at
     */
    Backbone openBelow(Path file, String layer, Backbone last) {
        return open(
                file,
                layer.equals(TuningArguments.AUTO) ? TuningLayer.usual(last).name() : layer);
    }

    /**
     * Tests on every picture once, by what has not seen it.
     *
     * @param trained tells what some pictures are taken for by what was trained on others
     */
    Optional<Confusion> crossValidated(
            FrozenFeatures train, Lines lines, BiFunction<FrozenFeatures, FrozenFeatures, Confusion> trained) {
        int parts = folds(train);
        if (parts < 2) {
            return Optional.empty();
        }
        Confusion all = new Confusion(train.labels());
        for (int fold = 0; fold < parts; fold++) {
            FrozenFeatures rest = train.only(train.part(fold, parts, false));
            all.add(trained.apply(rest, train.only(train.part(fold, parts, true))));
        }
        lines.out().println(parts + "-fold cross-validation; the file itself is trained on all pictures");
        return Optional.of(all);
    }

    private void requireNumbers() {
        PictureViews.requireCount(views);
        if (folds < 0 || folds == 1) {
            throw new IllegalArgumentException("--folds " + folds + " is no number of parts (0, or 2 and more)");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("--cache-limit " + limit + " is not positive");
        }
    }

    /** How many parts of pictures are tested in turn, at most as many as the smallest class has pictures. */
    int folds(FrozenFeatures train) {
        return Math.min(folds, train.fewestOfAClass());
    }

    /** What was computed of the pictures. */
    record Computed(FrozenFeatures train, Optional<FrozenFeatures> test, double seconds, double secondsInBackbone) {}

    /** Says what is going to be used, and computes features of it; the output folder must be there. */
    Computed compute(
            Backbone backbone,
            TrainingArguments.Pictures pictures,
            FeatureKind kind,
            TrainingArguments arguments,
            Lines lines) {
        FeatureExtraction.of(backbone, kind)
                .cachedIn(folder(arguments), limit * MEBI)
                .requireOwnCache();
        lines.out().println("backbone " + backbone);
        if (backbone.isQuantised()) {
            lines.out()
                    .println("it is quantised: what is quantised of it is used as it is, frozen, and cannot be tuned");
        }
        ModelArguments.sayWhatIsAssumed(backbone.spec(), lines.out());
        arguments.showPictures(lines.out());
        return computed(backbone, pictures, kind, folder(arguments), arguments, lines);
    }

    /** Maps of a layer below the one that a head stands on, kept in a folder of their own. */
    Computed computeBelow(
            Backbone backbone, TrainingArguments.Pictures pictures, TrainingArguments arguments, Lines lines) {
        Path below = folder(arguments).resolve("below");
        return computed(backbone, pictures, FeatureKind.MAPS, below, arguments, lines);
    }

    private Path folder(TrainingArguments arguments) {
        return cache == null ? arguments.out().resolve("features") : cache;
    }

    private Computed computed(
            Backbone backbone,
            TrainingArguments.Pictures pictures,
            FeatureKind kind,
            Path folder,
            TrainingArguments arguments,
            Lines lines) {
        FeatureExtraction plain = FeatureExtraction.of(backbone, kind).cachedIn(folder, limit * MEBI);
        FeatureExtraction viewed = plain.views(new PictureViews(views, arguments.seed()));
        ProgressBar bar = ProgressBar.on(lines.err(), "features");
        long start = System.nanoTime();
        TimeEstimate watch = new TimeEstimate(bar, lines.out(), "looking at the pictures");
        FrozenFeatures train = viewed.compute(pictures.train(), watch);
        Optional<FrozenFeatures> test = pictures.test().map(held -> plain.compute(held, bar));
        bar.clear();
        return new Computed(
                train, test, (System.nanoTime() - start) / 1e9, viewed.secondsInBackbone() + plain.secondsInBackbone());
    }

    /**
     * Says and keeps what training pictures, and those that were tested on where there are any, are taken for.
     *
     * @param results what else is kept
     */
    static void finish(
            Confusion train, Optional<Confusion> test, TrainingResults results, Path folder, PrintWriter out) {
        results.with(TrainingLog.TRAIN_ACCURACY, train.interval());
        test.ifPresent(seen -> {
            KeptEpochArguments.sayClasses(train.classes(), seen.classes(), out);
            out.println("test accuracy " + seen.interval() + "  " + folder.resolve("model.onnx"));
            results.with(TrainingLog.TEST_ACCURACY, seen.interval());
        });
        results.write(folder);
    }

    /** Where a command speaks. */
    record Lines(PrintWriter out, PrintWriter err) {}
}
