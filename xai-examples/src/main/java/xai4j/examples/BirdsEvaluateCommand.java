package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.Explainers;
import xai4j.examples.evaluate.BirdEvaluation;
import xai4j.examples.evaluate.EvaluationReport;
import xai4j.explain.Applicability;
import xai4j.explain.Explainer;
import xai4j.model.Model;

/** Tells how true explanations of birds are. */
@Command(
        name = "evaluate",
        description =
                "Hold explanations against the truth: parts are left out and exchanged, and the model is asked again.")
final class BirdsEvaluateCommand implements Callable<Integer> {
    /** Methods that take about a second or less per bird. */
    private static final List<String> QUICK = List.of(
            "grad-cam",
            "grad-cam++",
            "xgrad-cam",
            "hires-cam",
            "layer-cam",
            "eigen-cam",
            "score-cam",
            "ablation-cam",
            "saliency",
            "input-x-gradient",
            "integrated-gradients",
            "smooth-grad",
            "gradient-shap",
            "deep-lift",
            "lrp-epsilon",
            "guided-backprop",
            "guided-grad-cam",
            "occlusion",
            "feature-ablation",
            "lime",
            "kernel-shap");

    @Mixin
    private final BirdModelArguments model = new BirdModelArguments();

    @Option(
            names = "--method",
            split = ",",
            paramLabel = "NAME",
            description = "Methods, separated by commas; by default those that apply and take a second or less.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--set", paramLabel = "OPTION=VALUE", description = "Any option of a method; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--count", defaultValue = "60", description = "Birds (default ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the birds (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", paramLabel = "FILE.json", description = "File for all numbers.")
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter lines = Objects.requireNonNull(spec).commandLine().getOut();
        ProgressBar bar = ProgressBar.on(spec.commandLine().getErr(), "birds");
        if (count < 1) {
            throw new IllegalArgumentException("--count " + count + " is not positive");
        }
        if (out != null) {
            Outputs.file(out).notOverInputs(spec);
        }
        try (Model open = model.open()) {
            EvaluationReport report =
                    BirdEvaluation.of(open, seed, count).onProgress(bar).run(explainers(open));
            bar.clear();
            lines.print(report.table());
            lines.flush();
            if (out != null) {
                Outputs.file(out).makeFolders();
                report.write(out);
                lines.printf("%nall numbers  %s%n", out);
            }
        } finally {
            bar.clear();
        }
        return 0;
    }

    private List<Explainer<?>> explainers(Model open) {
        Map<String, Applicability> possible = Explainers.inspect(open);
        List<String> wanted = names.isEmpty()
                ? QUICK.stream().filter(name -> applies(possible.get(name))).toList()
                : names.stream().map(String::strip).distinct().toList();
        List<Explainer<?>> explainers = new ArrayList<>();
        for (String name : wanted) {
            explainers.add(MethodSettings.withKnown(settings, Explainers.named(name, open)));
        }
        MethodSettings.requireUse(settings, explainers);
        return explainers;
    }

    private static boolean applies(@Nullable Applicability applicability) {
        return applicability != null
                && (applicability.level() == Applicability.Level.EXACT
                        || applicability.level() == Applicability.Level.APPROXIMATE);
    }
}
