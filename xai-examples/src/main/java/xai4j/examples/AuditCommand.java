package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.Explainers;
import xai4j.data.ImageFolder;
import xai4j.data.KeptImages;
import xai4j.data.LabelledImages;
import xai4j.evaluate.audit.Audit;
import xai4j.evaluate.audit.AuditBudget;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.ObjectMasks;
import xai4j.evaluate.concept.ConceptSearch;
import xai4j.explain.Explainer;
import xai4j.io.FileErrors;
import xai4j.json.AuditJson;
import xai4j.model.Model;
import xai4j.report.AuditReport;
import xai4j.report.ReproducingCommand;
import xai4j.tensor.XaiException;

/** What a model looks at over a whole data set. */
@Command(
        name = "audit",
        description =
                "What a model looks at over a data set: evidence per class, answers that hang on the background, what another"
                        + " model does differently; writes report.html and audit.json.")
final class AuditCommand implements Callable<Integer> {
    private static final String REPORT = "report.html";
    private static final String JSON = "audit.json";
    private static final String PROGRESS = "audit-progress.jsonl";

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "Pictures, a sub-folder per class.")
    private Path data = Path.of("");

    @Option(
            names = "--masks",
            paramLabel = "FOLDER",
            description =
                    "Where the objects are: pictures of the same names in which the background is 0; by default the folder"
                            + " masks/NAME beside the data folder NAME, if there is one.")
    private @Nullable Path masks;

    @Option(
            names = "--annotations",
            paramLabel = "FILE|FOLDER",
            description =
                    "Where the objects are, as annotation tools write it: COCO's JSON (boxes, outlines), a folder of Pascal VOC's XML or"
                            + " of PNG masks, or birds.csv.")
    private @Nullable Path annotations;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the results.")
    private Path out = Path.of("");

    @Option(
            names = "--with",
            paramLabel = "OTHER",
            description =
                    "Another model, to compare with on the same pictures. What its own file does not say of preprocessing is taken from the options"
                            + " given here; classes that it does not name are those of MODEL, by position.")
    private @Nullable Path other;

    @Option(
            names = "--method",
            defaultValue = "grad-cam",
            paramLabel = "NAME",
            description = "How each answer is explained (default ${DEFAULT-VALUE}).")
    private String method = "grad-cam";

    @Option(
            names = "--budget",
            paramLabel = "N|TIME",
            description = "At most so many pictures, spread over the classes (500), or so much time (90s, 10m, 2h).")
    private @Nullable String budget;

    @Option(
            names = "--concepts",
            arity = "0..1",
            fallbackValue = "" + ConceptSearch.USUAL,
            paramLabel = "N",
            description =
                    "Also the concepts of each class, N of them (default ${FALLBACK-VALUE}): what recurs in the pictures that"
                            + " are named so, and how much of the answer rests on each.")
    private int concepts;

    @Option(
            names = "--thorough",
            description =
                    "Put every kind of answers to the whole test of exchanged backgrounds, not only those of which a few leave room for a"
                            + " finding.")
    private boolean thorough;

    @Option(names = "--set", paramLabel = "OPTION=VALUE", description = "Any option of the method; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter lines = Objects.requireNonNull(spec).commandLine().getOut();
        if (masks != null && annotations != null) {
            throw new IllegalArgumentException("--masks and --annotations both say where the objects are; give one");
        }
        if (concepts < 0) {
            throw new IllegalArgumentException("--concepts " + concepts + ": a number from 1 on is expected");
        }
        AuditBudget most = budget == null ? AuditBudget.NONE : AuditBudget.parse(budget);
        Outputs outputs = Outputs.in(out, REPORT, JSON, "model-card.md").notOverInputs(spec);
        LabelledImages images = KeptImages.of(ImageFolder.of(data));
        ObjectMasks objects = objects();
        AuditResult result;
        requireOther(images);
        try (Model open = model.open()) {
            Audit.by(explainer(open)).requireClassesOf(images);
            outputs.makeFolders();
            result = audited(open, images, audit -> audit.budget(most).masks(objects), "");
        }
        if (other != null) {
            AuditResult first = result;
            try (Model open = model.openOther(other)) {
                result = Audit.compared(
                        first,
                        audited(
                                open,
                                images,
                                audit -> audit.budget(most).masks(objects).namedLike(first),
                                "other-"));
            }
        }
        write(result, images);
        // not before the pages are there: a disk may be full only now
        FileErrors.deleteIfThere(out.resolve(PROGRESS));
        FileErrors.deleteIfThere(out.resolve("other-" + PROGRESS));
        print(result, lines);
        return 0;
    }

    /** What the other model cannot do is said before the first has been audited for an hour. */
    private void requireOther(LabelledImages images) {
        if (other != null) {
            try (Model open = model.openOther(other)) {
                Audit.by(explainer(open)).requireClassesOf(images);
            }
        }
    }

    private Explainer<?> explainer(Model open) {
        Explainer<?> explainer = MethodSettings.withKnown(settings, Explainers.named(method, open));
        MethodSettings.requireUse(settings, List.of(explainer));
        return explainer;
    }

    private void write(AuditResult result, LabelledImages images) {
        try {
            AuditJson.write(result, out.resolve(JSON));
            AuditReport.of(result, images, commandLine()).write(out);
        } catch (XaiException e) {
            throw new XaiException(
                    e.getMessage() + "; what was audited is kept, and the same command goes on with it", e);
        }
    }

    private void print(AuditResult result, PrintWriter lines) {
        lines.printf(
                Locale.ROOT,
                "%d of %d pictures right, %d %s%n",
                result.right(),
                result.pictures().size(),
                result.classes().size(),
                result.classes().size() == 1 ? "class" : "classes");
        result.remarks().forEach(lines::println);
        result.findings().forEach(finding -> lines.println(finding.sentence()));
        if (result.findings().isEmpty()) {
            lines.println("no class was found whose answers hang on the background");
        }
        AuditReport.conceptSentences(result).forEach(lines::println);
        result.comparison().ifPresent(both -> {
            lines.printf(
                    Locale.ROOT,
                    "%s: %d right; %d right answers lost, %d gained (chance %.2g); %s%n",
                    both.model(),
                    both.rightOther(),
                    both.lost().size(),
                    both.gained().size(),
                    both.pValue(),
                    both.words());
            both.findings().forEach(finding -> lines.println(both.model() + ": " + finding.sentence()));
            both.remarks().forEach(lines::println);
        });
        lines.println(out.resolve(REPORT));
    }

    private String commandLine() {
        CommandLine self = Objects.requireNonNull(spec).commandLine();
        List<String> words = new ArrayList<>(List.of("xai"));
        words.addAll(self.getParseResult().originalArgs());
        return ReproducingCommand.quoted(words);
    }

    private AuditResult audited(Model open, LabelledImages images, UnaryOperator<Audit> setting, String prefix) {
        Explainer<?> explainer = explainer(open);
        ProgressBar bar =
                ProgressBar.on(Objects.requireNonNull(spec).commandLine().getErr(), "audit");
        try {
            Audit audit = setting.apply(Audit.by(explainer));
            return (thorough ? audit.thorough() : audit)
                    .concepts(concepts)
                    .keepingProgress()
                    .onProgress(bar)
                    .run(images, out.resolve(prefix + PROGRESS));
        } finally {
            bar.clear();
        }
    }

    private ObjectMasks objects() {
        if (annotations != null) {
            return ObjectMasks.annotated(annotations, data);
        }
        if (masks != null && !Files.isDirectory(masks)) {
            throw new XaiException("there is no folder of masks at " + masks);
        }
        return masks != null
                ? ObjectMasks.in(masks)
                : ObjectMasks.beside(data).map(ObjectMasks::in).orElse(ObjectMasks.NONE);
    }
}
