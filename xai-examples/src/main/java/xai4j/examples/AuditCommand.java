package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.data.ImageFolder;
import xai4j.evaluate.audit.Audit;
import xai4j.evaluate.audit.AuditBudget;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.ObjectMasks;
import xai4j.explain.Explainer;
import xai4j.model.Model;
import xai4j.tensor.XaiException;

/** What a model looks at over a whole data set. */
@Command(
        name = "audit",
        description =
                "What a model looks at over a data set: evidence per class, answers that hang on the background, what another model does differently; writes report.html and audit.json.")
final class AuditCommand implements Callable<Integer> {
    private static final String PROGRESS = "audit-progress.jsonl";

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FOLDER",
            description = "Pictures, a sub-folder per class.")
    private Path data = Path.of("");

    @Option(
            names = "--masks",
            paramLabel = "FOLDER",
            description =
                    "Where the objects are: pictures of the same names in which the background is 0; by default the folder masks/NAME beside the data folder NAME, if there is one.")
    private @Nullable Path masks;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the results.")
    private Path out = Path.of("");

    @Option(names = "--with", paramLabel = "OTHER", description = "Another model, to compare with on the same pictures.")
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
            names = "--set",
            paramLabel = "OPTION=VALUE",
            description = "Any option of the method; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter lines = Objects.requireNonNull(spec).commandLine().getOut();
        AuditBudget most = budget == null ? AuditBudget.NONE : AuditBudget.parse(budget);
        Outputs.in(out, "report.html", "audit.json").notOverInputs(spec).makeFolders();
        ImageFolder images = ImageFolder.of(data);
        AuditResult result;
        try (Model open = model.open()) {
            result = audited(open, images, most, "");
        }
        if (other != null) {
            try (Model open = Models.load(other)) {
                result = Audit.compared(result, audited(open, images, most, "other-"));
            }
        }
        result.remarks().forEach(lines::println);
        result.classes().forEach(c -> { lines.printf(Locale.ROOT, "%-20s %d/%d named %d obj %.2f border %.2f corner %.2f %s%n", c.label(), c.right(), c.pictures(), c.named(), c.onObject(), c.onBorder(), c.inCorners(), c.grouping());
            c.groups().forEach(g -> lines.printf(Locale.ROOT, "    %d %.2f obj %.2f border %.2f  %s  pull %.2f hang %.2f region %.2f%n", g.pictures().size(), g.share(), g.onObject(), g.onBorder(), g.test(), g.test().pull(), g.test().hangingShare(), g.test().hangingOnRegion()));
            lines.println("    " + c.eigenvalues());
        });
        result.findings().forEach(finding -> lines.println(finding.sentence()));
        return 0;
    }

    private AuditResult audited(Model open, ImageFolder images, AuditBudget most, String prefix) {
        Explainer<?> explainer = MethodArguments.withKnown(settings, Explainers.named(method, open));
        MethodArguments.requireUse(settings, java.util.List.of(explainer));
        ProgressBar bar = ProgressBar.on(Objects.requireNonNull(spec).commandLine().getErr(), "audit");
        try {
            return Audit.by(explainer)
                    .masks(objects())
                    .budget(most)
                    .onProgress(bar)
                    .run(images, out.resolve(prefix + PROGRESS));
        } finally {
            bar.clear();
        }
    }

    private ObjectMasks objects() {
        if (masks != null && !Files.isDirectory(masks)) {
            throw new XaiException("there is no folder of masks at " + masks);
        }
        return masks != null
                ? ObjectMasks.in(masks)
                : ObjectMasks.beside(data).map(ObjectMasks::in).orElse(ObjectMasks.NONE);
    }
}
