package xai4j.examples;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.data.ImageFolder;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.data.Annotations;
import xai4j.evaluate.data.Evaluation;
import xai4j.evaluate.data.EvaluationFiles;
import xai4j.evaluate.data.EvaluationResult;
import xai4j.evaluate.data.EvaluationTable;
import xai4j.evaluate.data.PictureScore;
import xai4j.evaluate.data.Subject;
import xai4j.explain.Explainer;
import xai4j.explain.Progress;
import xai4j.explain.Target;
import xai4j.image.ImageException;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.io.FileErrors;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.tensor.XaiException;

/** Evaluates methods over a folder of pictures. */
final class DataEvaluation {
    private static final int NAMED = 5;

    @Option(
            names = "--annotations",
            paramLabel = "PATH",
            description =
                    "Where the objects are: COCO's .json, a folder of Pascal VOC's .xml or of PNG masks, or birds.csv; for metrics of"
                            + " localisation.")
    private @Nullable Path annotations;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Only so many pictures, spread evenly over the folder; all by default.")
    private int count;

    @Option(
            names = "--skip-unreadable",
            description =
                    "Go on without pictures that cannot be read; they are listed. Without it the first one ends the run.")
    private boolean skipUnreadable;

    @Option(
            names = "--max-seconds",
            paramLabel = "S",
            description =
                    "Begin no more pictures after so long; what was measured is written. A later run goes on from there.")
    private double maxSeconds;

    private record Picture(Path file, Optional<String> label) {}

    /** Evaluates and writes. */
    int run(
            CommandSpec command,
            ModelArguments arguments,
            Path folder,
            List<String> methods,
            MetricArguments wanted,
            MethodSettings settings,
            Path out) {
        PrintWriter lines = command.commandLine().getOut();
        Map<String, Metric> metrics = wanted.metrics(settings.given());
        Outputs.in(out, EvaluationFiles.JSON, EvaluationFiles.CSV, EvaluationFiles.PNG, EvaluationProgress.FILE)
                .notOverInputs(command);
        List<Picture> pictures = spread(pictures(folder));
        try (Model model = arguments.open()) {
            List<Explainer<?>> explainers = explainers(model, methods, settings, metrics);
            List<Subject> subjects = subjects(folder, pictures, metrics);
            FileErrors.makeFolder(out, "output folder");
            EvaluationProgress earlier = EvaluationProgress.in(out, key(model, explainers, metrics));
            Map<String, List<PictureScore>> done = earlier.done();
            Evaluation evaluation = Evaluation.of(model, explainers, metrics)
                    .preparedBy(arguments.spec(model))
                    .maxSeconds(maxSeconds);
            int left = plan(evaluation, model, arguments, subjects, done, lines);
            ProgressBar bar = ProgressBar.on(command.commandLine().getErr(), "evaluate");
            FirstPicture first = new FirstPicture(left, lines, bar);
            evaluation = evaluation.resuming(done, scores -> {
                earlier.add(scores);
                first.measured(scores);
            });
            EvaluationResult result;
            try {
                result = evaluation.onProgress(bar).run(subjects);
            } finally {
                bar.clear();
            }
            if (!result.complete()) {
                lines.printf(
                        "the time ended after %d of %d pictures; the same command goes on from there%n",
                        result.pictures(), subjects.size());
            }
            return write(result, metrics, arguments, model, out, earlier, lines);
        }
    }

    private static int write(
            EvaluationResult result,
            Map<String, Metric> metrics,
            ModelArguments arguments,
            Model model,
            Path out,
            EvaluationProgress progress,
            PrintWriter lines) {
        Map<String, MetricCard> cards = new LinkedHashMap<>();
        metrics.forEach((name, metric) -> cards.put(name, metric.card()));
        EvaluationFiles.write(result, cards, out);
        if (result.complete()) {
            progress.delete();
        }
        lines.print(new EvaluationTable(result, cards).text());
        result.unread().forEach((name, reason) -> lines.println("not read: " + name + ": " + reason));
        lines.printf(
                "%nall numbers  %s, %s, %s in %s%n",
                EvaluationFiles.JSON, EvaluationFiles.CSV, EvaluationFiles.PNG, out);
        ModelArguments.sayWhatIsAssumed(model.spec(), arguments.spec(model), lines);
        lines.flush();
        return 0;
    }

    private static List<Explainer<?>> explainers(
            Model model, List<String> methods, MethodSettings settings, Map<String, Metric> metrics) {
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("no method is asked for; give --method, xai inspect MODEL lists them");
        }
        List<Explainer<?>> explainers = new ArrayList<>();
        for (String name : methods.stream().map(String::strip).distinct().toList()) {
            explainers.add(settings.explainer(name, model, Target.predicted()));
        }
        MetricArguments.requireUse(settings.given(), metrics, explainers);
        return explainers;
    }

    /** Says what is planned, and how many pictures are left. */
    private static int plan(
            Evaluation evaluation,
            Model model,
            ModelArguments arguments,
            List<Subject> subjects,
            Map<String, List<PictureScore>> done,
            PrintWriter lines) {
        List<Subject> left = subjects.stream()
                .filter(subject -> !done.containsKey(subject.name()))
                .toList();
        if (left.isEmpty()) {
            lines.println("plan: every picture was evaluated before");
            return 0;
        }
        PreparedImage example;
        try {
            example = arguments.spec(model).prepare(left.get(0).picture().get());
        } catch (XaiException | IllegalArgumentException e) {
            return left.size(); // said when it is its turn
        }
        double seconds = secondsPerImage(model, example);
        long calls = evaluation.plannedModelCalls(left.size(), example);
        lines.printf(
                Locale.ROOT,
                "plan: %d pictures%s, at most %d model calls for the metrics, about %.0f s at %.1f ms each; explaining comes on top%n",
                left.size(),
                done.isEmpty() ? "" : " (" + done.size() + " were evaluated before)",
                calls,
                calls * seconds,
                1000 * seconds);
        lines.flush();
        return left.size();
    }

    /** What an image takes where as many threads ask as the model likes. */
    private static double secondsPerImage(Model model, PreparedImage example) {
        BudgetTracker tracker = new BudgetTracker(Budget.UNLIMITED, Progress.SILENT);
        ModelScorer scorer = new ModelScorer(model, example, Score.PROBABILITY, 1, tracker);
        int images = 2 * model.batchHint().callers() * scorer.batchSize();
        FloatBuffer values = example.tensor().buffer();
        scorer.original();
        long start = System.nanoTime();
        scorer.score(
                images, new int[] {0}, () -> (index, batch, offset) -> batch.put(offset, values, 0, values.limit()));
        return (System.nanoTime() - start) / 1e9 / images;
    }

    private static String key(Model model, List<Explainer<?>> explainers, Map<String, Metric> metrics) {
        StringBuilder key =
                new StringBuilder(model.spec().sha256() + " " + model.spec().name());
        explainers.forEach(explainer -> key.append(' ')
                .append(explainer.method())
                .append(explainer.options().describe()));
        metrics.forEach((name, metric) ->
                key.append(' ').append(name).append(metric.options().describe()));
        return key.toString();
    }

    private static List<Picture> pictures(Path folder) {
        List<Path> files = ImageFolder.files(folder);
        if (files.isEmpty()) {
            throw new XaiException("no pictures (png, jpg, bmp, gif, tif, webp) are in " + folder);
        }
        boolean byClass =
                files.stream().allMatch(file -> folder.relativize(file).getNameCount() > 1);
        return files.stream()
                .map(file -> new Picture(
                        file,
                        byClass ? Optional.of(folder.relativize(file).getName(0).toString()) : Optional.empty()))
                .toList();
    }

    private List<Picture> spread(List<Picture> all) {
        if (count < 0) {
            throw new IllegalArgumentException("--count " + count + " is negative");
        }
        if (count == 0 || count >= all.size()) {
            return all;
        }
        List<Picture> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(all.get((int) ((long) i * all.size() / count)));
        }
        return some;
    }

    private List<Subject> subjects(Path folder, List<Picture> pictures, Map<String, Metric> metrics) {
        boolean needed = metrics.values().stream()
                .anyMatch(metric -> metric.card().needs().contains(MetricCard.Need.TRUTH));
        if (needed && annotations == null) {
            throw new IllegalArgumentException(
                    "metrics of localisation need to know where the objects are; give --annotations");
        }
        Annotations known = annotations == null ? null : Annotations.read(annotations);
        List<Subject> subjects = new ArrayList<>();
        List<String> unmarked = new ArrayList<>();
        for (Picture picture : pictures) {
            String name = folder.relativize(picture.file()).toString();
            Subject subject = Subject.of(name, () -> read(picture.file()));
            subject = picture.label().isPresent()
                    ? subject.withLabel(picture.label().get())
                    : subject;
            if (known != null) {
                var truth = known.of(picture.file());
                subject = truth.isPresent() ? subject.withTruth(truth.get()) : subject;
                if (truth.isEmpty()) {
                    unmarked.add(name);
                }
            }
            subjects.add(subject);
        }
        if (known != null && unmarked.size() == pictures.size()) {
            throw new IllegalArgumentException(annotations + " knows none of the pictures in " + folder + ", such as "
                    + String.join(", ", unmarked.subList(0, Math.min(NAMED, unmarked.size()))));
        }
        return subjects;
    }

    private BufferedImage read(Path file) {
        try {
            return Images.read(file);
        } catch (ImageException e) {
            if (skipUnreadable) {
                throw e;
            }
            throw new IllegalArgumentException(
                    Objects.requireNonNullElse(e.getMessage(), file + " cannot be read")
                            + "; --skip-unreadable goes on without such pictures and lists them",
                    e);
        }
    }
}
