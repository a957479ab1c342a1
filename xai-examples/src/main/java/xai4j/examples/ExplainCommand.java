package xai4j.examples;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.coalition.Together;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.ManyPictures;
import xai4j.explain.Report;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.io.Sha256;
import xai4j.json.ExplanationRecord;
import xai4j.json.RecordChain;
import xai4j.model.Model;
import xai4j.numeric.Parallel;
import xai4j.prototype.PrototypeFile;
import xai4j.report.ReproducingCommand;

/** Explains what a model says of one image or of all in a folder, by one or several methods. */
@Command(
        name = "explain",
        description = "Explain what a model says of an image; writes NAME.json, NAME.npy and NAME.png.")
final class ExplainCommand implements Callable<Integer> {
    private static final String REPORT = "report.html";
    private static final String SHEET = "-sheet.png";
    private static final String IMAGE = "--image";

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final MethodArguments methods = new MethodArguments();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private @Nullable Source source;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the results.")
    private Path out = Path.of("");

    @Mixin
    private final RegionChecks checks = new RegionChecks();

    @Mixin
    private final DecisionArguments decision = new DecisionArguments();

    @Mixin
    private final DrawingArguments drawing = new DrawingArguments();

    @Option(
            names = "--html",
            description = "Also write report.html: one file to look at closely, to print and to pass on.")
    private boolean html;

    @Option(
            names = "--sheet",
            description = "With a folder: also write NAME-sheet.png per method, images in rows and classes in columns.")
    private boolean sheet;

    @Option(
            names = "--apart",
            description =
                    "Let every method ask the model by itself. Otherwise methods over the same regions and fill share the passes, and LIME takes KernelSHAP's"
                            + " masks.")
    private boolean apart;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "Add a line per explanation to a file of records, each with the hash of the one before; xai verify FILE checks"
                            + " them.")
    private @Nullable Path record;

    @Spec
    private @Nullable CommandSpec spec;

    /** Where the image comes from. */
    static final class Source {
        @Option(
                names = "--image",
                required = true,
                paramLabel = "FILE|FOLDER",
                description = "A photograph, or a folder of them, whose results go into a sub-folder each.")
        private @Nullable Path image;

        @Option(
                names = "--tensor",
                required = true,
                paramLabel = "X.npy",
                description = "A finished model input, [C,H,W] or [1,C,H,W] float32; no preprocessing.")
        private @Nullable Path tensor;

        private Optional<BufferedImage> photograph = Optional.empty();

        /** Opens the model for the input that it will be given, while the photograph is read. */
        Model open(ModelArguments arguments) {
            if (tensor != null) {
                return arguments.open(Inputs.shape(tensor));
            }
            return folder().isPresent()
                    ? arguments.open()
                    : Parallel.beside(() -> photograph = Inputs.tried(Objects.requireNonNull(image)), arguments::open);
        }

        boolean isTensor() {
            return tensor != null;
        }

        /** The folder of photographs, if it is one. */
        Optional<Path> folder() {
            return Optional.ofNullable(image).filter(Files::isDirectory);
        }

        PreparedImage prepare(Model model, ModelArguments arguments) {
            return tensor != null
                    ? Inputs.ofTensor(tensor, model, arguments)
                    : arguments
                            .spec(model)
                            .prepare(photograph.orElseGet(() -> Images.read(Objects.requireNonNull(image))));
        }
    }

    @Override
    public Integer call() {
        drawing.requireKnown();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        Source from = Objects.requireNonNull(source);
        requireFolderForSheet(from);
        FailedMethods failed = new FailedMethods(err);
        Optional<PictureFolder> pictures = from.folder().map(PictureFolder::of);
        outputs(pictures)
                .notOverInputs(spec, PrototypeFile.beside(model.path()).stream().toArray(Path[]::new));
        try (Model open = from.open(model)) {
            if (pictures.isPresent()) {
                explainAll(pictures.get(), open, failed);
            } else {
                Together together = together(explainers(open, from));
                PreparedImage image = from.prepare(open, model);
                Place place = new Place(out, words(), spec.commandLine().getOut(), true);
                record(explain(together, open, image, place, failed::add), words());
            }
            PrintWriter lines = spec.commandLine().getOut();
            open.remarks().forEach(lines::println);
            ModelArguments.sayThatLabelsAreMissing(open, lines);
            if (!from.isTensor()) {
                ModelArguments.sayWhatIsAssumed(open.spec(), model.spec(open), lines);
            }
        }
        return failed.report();
    }

    private void requireFolderForSheet(Source from) {
        if (sheet && from.folder().isEmpty()) {
            throw new IllegalArgumentException("--sheet is for a folder of photographs: --image FOLDER");
        }
        if (decision.isAsked() && from.folder().isPresent()) {
            throw new IllegalArgumentException("--decision is for one photograph, since each takes a way of its own");
        }
    }

    private Outputs outputs(Optional<PictureFolder> pictures) {
        List<String> each = Stream.concat(
                        methods.names().stream().flatMap(checks::outputs), html ? Stream.of(REPORT) : Stream.empty())
                .toList();
        List<String> all = pictures.map(folder -> Stream.concat(
                                folder.pictures().stream()
                                        .flatMap(picture -> each.stream().map(file -> picture.name() + "/" + file)),
                                methods.names().stream().map(name -> name + SHEET))
                        .toList())
                .orElse(each);
        return Outputs.in(out, all);
    }

    private void explainAll(PictureFolder pictures, Model open, FailedMethods failed) {
        Together together = together(explainers(open, methods.target()));
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        PrintWriter lines = command.getOut();
        ManyPictures many = ManyPictures.of(together.explainers());
        SheetOfMany sheets = new SheetOfMany();
        FolderProgress progress =
                new FolderProgress(command.getErr(), pictures.pictures().size());
        new FolderExplanation(out, sheet ? "" : asked(open))
                .run(
                        pictures,
                        many,
                        (picture, folder, own, failures) -> {
                            PreparedImage image = Inputs.ofPhotograph(picture.file(), open, model);
                            Place place = new Place(folder, words(picture.file().toString()), own, false);
                            return new FolderExplanation.Made(
                                    many.inTurn(() -> explain(
                                            together,
                                            open,
                                            image,
                                            place,
                                            (what, e) -> failures.add(new FolderExplanation.Failure(what, e)))),
                                    image);
                        },
                        outcome -> {
                            progress.clear();
                            if (!outcome.wasDone()) {
                                lines.println(outcome.picture().name());
                            }
                            lines.print(outcome.lines());
                            outcome.failures().forEach(failure -> failed.add(failure.what(), failure.reason()));
                            outcome.made().forEach(made -> finish(outcome, made, sheets));
                            progress.finished(
                                    outcome.wasDone(), !outcome.failures().isEmpty());
                        });
        lines.println(progress.summary());
        sheets.write(out, SHEET).forEach(lines::println);
    }

    /** What is done in the order of the pictures. */
    private void finish(FolderExplanation.Outcome outcome, FolderExplanation.Made made, SheetOfMany sheets) {
        record(made.explanations(), words(outcome.picture().file().toString()));
        if (sheet) {
            made.explanations()
                    .forEach(explanation -> sheets.add(explanation, made.image().picture()));
        }
    }

    /** Everything that results depend on beside the pictures: the model's bytes, the other words of the command, and what is in files that they name. */
    private String asked(Model open) {
        List<String> parts = new ArrayList<>(words(""));
        parts.removeIf(word -> word.equals(out.toString()) || word.equals("--out=" + out));
        for (String word : List.copyOf(parts)) {
            Path file = Path.of(word.substring(Math.max(word.lastIndexOf('='), word.lastIndexOf(':')) + 1));
            if (Files.isRegularFile(file)) {
                parts.add(Sha256.of(file));
            }
        }
        parts.add(open.spec().sha256());
        return String.join("\n", parts);
    }

    /**
     * Where one image's results and lines go.
     *
     * @param alone whether it is the only one at work, so that its progress can be shown
     */
    private record Place(Path folder, List<String> words, PrintWriter lines, boolean alone) {}

    /** Everything that one image gets. */
    private List<Explanation> explain(
            Together together, Model open, PreparedImage image, Place place, BiConsumer<String, Throwable> failed) {
        Results results = new Results(place.folder, drawing::apply);
        results.create();
        List<Explanation> made = new ArrayList<>();
        Together.OnImage shared = together.on(image);
        for (Explainer<?> explainer : together.explainers()) {
            explain(explainer, shared, open, image, results, place, failed).ifPresent(made::add);
        }
        if (html && !made.isEmpty()) {
            report(made, image, place);
        }
        sayWhatIsOdd(made, open, place);
        return made;
    }

    /** What is odd of this picture or its scores, once for all methods; what is of the model itself is said at the end. */
    private static void sayWhatIsOdd(List<Explanation> made, Model open, Place place) {
        made.stream()
                .flatMap(explanation -> explanation.provenance().input().stream())
                .flatMap(input -> input.warnings().stream())
                .distinct()
                .filter(warning -> !open.remarks().contains(warning))
                .forEach(place.lines::println);
    }

    private void record(List<Explanation> made, List<String> words) {
        if (record != null && !made.isEmpty()) {
            RecordChain.append(
                    record,
                    made.stream()
                            .map(explanation -> ExplanationRecord.of(explanation, Instant.now(), words))
                            .toList());
        }
    }

    private void report(List<Explanation> made, PreparedImage image, Place place) {
        List<String> command = new ArrayList<>(List.of("xai", "explain"));
        command.addAll(place.words);
        Report report = made.get(0).report().photograph(image.picture()).command(ReproducingCommand.quoted(command));
        for (Explanation other : made.subList(1, made.size())) {
            report = report.with(other);
        }
        Path page = place.folder.resolve(REPORT);
        report.write(page);
        place.lines.printf("%-20s %s%n", "report", page);
    }

    /** What follows {@code xai explain}; picocli hands on the words before it, too. */
    private List<String> words() {
        CommandLine self = Objects.requireNonNull(spec).commandLine();
        List<String> all = self.getParseResult().originalArgs();
        return all.subList(all.indexOf(self.getCommandName()) + 1, all.size());
    }

    /** The same for one photograph of the folder. */
    private List<String> words(String file) {
        List<String> words = new ArrayList<>(words());
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).startsWith(IMAGE + "=")) {
                words.set(i, IMAGE + "=" + file);
            } else if (i > 0 && words.get(i - 1).equals(IMAGE)) {
                words.set(i, file);
            }
        }
        return words;
    }

    /** Of the model's classes, or of a decision of the model seen as a tree. */
    private List<Explainer<?>> explainers(Model open, Source from) {
        if (!decision.isAsked()) {
            return explainers(open, methods.target());
        }
        DecisionArguments.Asked asked = decision.of(open, from.prepare(open, model), methods.target());
        Objects.requireNonNull(spec).commandLine().getOut().println(asked.words());
        return explainers(asked.model(), asked.target());
    }

    /** The explainers with the passes that they share, unless that is not wanted; what this changes is said. */
    private Together together(List<Explainer<?>> explainers) {
        methods.requireEveryOptionUsed(explainers);
        checks.requireRegions(explainers);
        Together together = apart ? Together.apart(explainers) : Together.of(explainers);
        together.remarks().forEach(Objects.requireNonNull(spec).commandLine().getOut()::println);
        return together;
    }

    private List<Explainer<?>> explainers(Model explained, Target target) {
        List<Explainer<?>> explainers = new ArrayList<>();
        methods.names().forEach(name -> explainers.add(methods.explainer(name, explained, target)));
        return explainers;
    }

    private Optional<Explanation> explain(
            Explainer<?> explainer,
            Together.OnImage shared,
            Model open,
            PreparedImage image,
            Results results,
            Place place,
            BiConsumer<String, Throwable> failed) {
        PrintWriter lines = place.lines;
        ProgressBar bar =
                ProgressBar.on(Objects.requireNonNull(spec).commandLine().getErr(), explainer.method());
        try {
            Explanation explanation = shared.explain(place.alone ? explainer.onProgress(bar) : explainer);
            String summary = results.write(explanation, image);
            bar.clear();
            lines.println(summary);
            for (String line : checks.run(explainer, explanation, open, image, place.folder)) {
                lines.println("  " + line);
            }
            return Optional.of(explanation);
        } catch (RuntimeException | OutOfMemoryError e) {
            bar.clear();
            failed.accept(explainer.method(), e);
            return Optional.empty();
        }
    }
}
