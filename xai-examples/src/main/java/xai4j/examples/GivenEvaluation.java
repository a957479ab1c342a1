package xai4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import xai4j.evaluate.GivenAttribution;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measurements;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.TruthMask;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.io.Npy;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** Judges one explanation that was made elsewhere. */
final class GivenEvaluation {
    private static final String FILE = "evaluation.json";

    @Option(
            names = "--attribution",
            paramLabel = "A.npy",
            description =
                    "An explanation of --tensor: [H,W] or [C,H,W] over the input, [h,w] of a layer, or [M] with --segments.")
    private @Nullable Path attribution;

    @Option(
            names = "--mask",
            paramLabel = "M.npy",
            description =
                    "Where the object is: [H,W] of the input's size, above zero inside; for metrics of localisation.")
    private @Nullable Path mask;

    /**
     * What is written.
     *
     * @param schema version of this form
     * @param model name of the model
     * @param target class whose explanation was judged
     * @param metrics a number for each metric
     * @param curves the curves behind them, where there are any
     * @param gaps why a metric has no number
     */
    record Report(
            int schema,
            String model,
            String target,
            Map<String, Double> metrics,
            Map<String, List<Double>> curves,
            Map<String, String> gaps) {}

    boolean isGiven() {
        return attribution != null;
    }

    boolean hasMask() {
        return mask != null;
    }

    /** Judges and writes. */
    int run(
            CommandSpec command,
            ModelArguments arguments,
            Path tensor,
            List<String> methods,
            MetricArguments wanted,
            MethodSettings settings,
            Path out) {
        Map<String, Metric> metrics = wanted.metrics(settings.given());
        if (methods.size() > 1) {
            throw new IllegalArgumentException("one explanation is judged, by one --method and not by " + methods);
        }
        if (methods.isEmpty()) {
            MetricArguments.requireUse(settings.given(), metrics, List.of());
        }
        Outputs.in(out, FILE).notOverInputs(command);
        try (Model model = arguments.open(Inputs.shape(tensor))) {
            Judged judged = judged(model, Inputs.ofTensor(tensor, model, arguments), methods, settings, metrics);
            Report report = judge(judged, metrics);
            FileErrors.makeFolder(out, "output folder");
            write(report, out.resolve(FILE));
            return tell(report, metrics, command, out.resolve(FILE));
        }
    }

    private Judged judged(
            Model model,
            PreparedImage image,
            List<String> methods,
            MethodSettings settings,
            Map<String, Metric> metrics) {
        float[] scores = model.predict(image.batch(), Score.LOGIT).row(0).toArray();
        int[] targets = settings.target().resolve(scores, model.spec().labels());
        if (targets.length != 1) {
            throw new IllegalArgumentException("an explanation of one class is judged, not of " + targets.length);
        }
        Optional<Explainer<?>> maker = methods.stream()
                .findFirst()
                .map(method -> settings.explainer(method.strip(), model, Target.index(targets[0])));
        maker.ifPresent(explainer -> MetricArguments.requireUse(settings.given(), metrics, List.of(explainer)));
        Explanation why = isGiven()
                ? explanation(model, image, targets[0], settings)
                : maker.orElseThrow().explain(image);
        Judged judged = new Judged(why, 0, image, model);
        Judged made = maker.isPresent() ? judged.withExplainer(maker.get()) : judged;
        return mask == null ? made : made.withTruth(TruthMask.read(mask));
    }

    private Explanation explanation(Model model, PreparedImage image, int target, MethodSettings settings) {
        Tensor values = Npy.readFinite(Objects.requireNonNull(attribution));
        if (settings.segments().isEmpty()) {
            return GivenAttribution.map(values, image, model, target);
        }
        Segmentation regions =
                Segmenter.parse("file:" + settings.segments().get()).segment(image.modelPicture());
        return GivenAttribution.regions(values, regions, image, model, target);
    }

    private static Report judge(Judged judged, Map<String, Metric> metrics) {
        Measurements found = Measurements.of(judged, metrics);
        Map<String, String> gaps = new LinkedHashMap<>();
        found.gaps().forEach((name, reason) -> {
            if (reason instanceof XaiException) {
                throw reason; // the model or a file, not the metric
            }
            gaps.put(name, Failures.reason(reason).orElse(""));
        });
        return new Report(
                1,
                judged.model().spec().name(),
                judged.explanation().targets().get(0).label(),
                found.values(),
                found.curves(),
                gaps);
    }

    private static void write(Report report, Path file) {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        try {
            String text = mapper.writeValueAsString(report) + "\n";
            AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            throw new XaiException("cannot write as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static int tell(Report report, Map<String, Metric> metrics, CommandSpec command, Path file) {
        PrintWriter lines = command.commandLine().getOut();
        report.metrics().forEach((name, value) -> {
            MetricCard card = Objects.requireNonNull(metrics.get(name)).card();
            lines.printf(Locale.ROOT, "%-26s %10.4g  %s%n", name, value, meaning(card));
        });
        lines.println("all numbers  " + file);
        lines.flush();
        if (!report.gaps().isEmpty()) {
            StringBuilder reasons = new StringBuilder();
            report.gaps().forEach((name, reason) -> reasons.append(reasons.isEmpty() ? "" : "; ")
                    .append(name)
                    .append(" has no number: ")
                    .append(reason));
            command.commandLine().getErr().println("xai: " + reasons);
            return Failures.USER;
        }
        return 0;
    }

    /** Which way is better, and what the number is. */
    static String meaning(MetricCard card) {
        String way =
                switch (card.better()) {
                    case HIGHER -> "higher is better: ";
                    case LOWER -> "lower is better: ";
                    case ZERO -> "nearer to 0 is better: ";
                    case NEITHER -> "";
                };
        return way + card.meaning();
    }
}
