package xai4j.evaluate.data;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.evaluate.Judged;
import xai4j.evaluate.MaskedScores;
import xai4j.evaluate.Measurements;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.RandomizedCopies;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.Progress;
import xai4j.explain.Provenance;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.Score;
import xai4j.numeric.Cancellation;
import xai4j.numeric.OrderedStream;
import xai4j.tensor.XaiException;

/**
 * Measures explanations of many pictures. Beside the methods always stand three maps that know nothing of the model, so that a table
 * without them cannot be made. Immutable; the result depends on neither threads nor the order of methods.
 *
 * <p>All methods and metrics of a picture share the model's answers ({@link MaskedScores}); what is explained is the class that the model
 * predicts.
 */
public final class Evaluation {
    private static final long SEED = 0;

    private final Model model;
    private final ModelSpec spec;
    private final List<Explainer<?>> methods;
    private final Map<String, Metric> metrics;
    private final Settings settings;

    private record Settings(
            Progress progress,
            long maxNanos,
            Map<String, List<PictureScore>> done,
            Consumer<List<PictureScore>> keep) {}

    private Evaluation(
            Model model, ModelSpec spec, List<Explainer<?>> methods, Map<String, Metric> metrics, Settings settings) {
        this.model = model;
        this.spec = spec;
        this.methods = List.copyOf(methods);
        this.metrics = new LinkedHashMap<>(metrics);
        this.settings = settings;
    }

    /**
     * Plans an evaluation.
     *
     * @param methods explainers of the model
     * @param metrics metrics by the names that results give them
     * @throws IllegalArgumentException if there is no method or no metric
     */
    public static Evaluation of(Model model, List<Explainer<?>> methods, Map<String, Metric> metrics) {
        if (methods.isEmpty() || metrics.isEmpty()) {
            throw new IllegalArgumentException("an evaluation needs a method and a metric, at least one of each");
        }
        return new Evaluation(
                model,
                model.spec(),
                methods,
                metrics,
                new Settings(Progress.SILENT, Long.MAX_VALUE, Map.of(), scores -> {}));
    }

    /** The same with pictures prepared as another spec says. */
    public Evaluation preparedBy(ModelSpec other) {
        return new Evaluation(model, other, methods, metrics, settings);
    }

    /** The same with a listener: picture by picture. */
    public Evaluation onProgress(Progress progress) {
        return with(new Settings(progress, settings.maxNanos(), settings.done(), settings.keep()));
    }

    /** The same with a limit on time, looked at before each picture; 0 is none. */
    public Evaluation maxSeconds(double seconds) {
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("max-seconds " + seconds + " is no time");
        }
        long nanos = seconds == 0 ? Long.MAX_VALUE : (long) (seconds * 1e9);
        return with(new Settings(settings.progress(), nanos, settings.done(), settings.keep()));
    }

    /**
     * The same going on from what an earlier run found, and handing on what each picture gave as soon as it is whole.
     *
     * @param done numbers of pictures by their name
     * @param keep is called once per new picture
     */
    public Evaluation resuming(Map<String, List<PictureScore>> done, Consumer<List<PictureScore>> keep) {
        return with(new Settings(settings.progress(), settings.maxNanos(), Map.copyOf(done), keep));
    }

    private Evaluation with(Settings other) {
        return new Evaluation(model, spec, methods, metrics, other);
    }

    /** At most how many images the metrics will have the model score; explaining comes on top. */
    public long plannedModelCalls(int pictures, PreparedImage example) {
        long each = metrics.values().stream()
                .mapToLong(metric -> metric.modelCalls(example))
                .sum();
        return pictures * (each * (methods.size() + MapBaseline.values().length) + 1);
    }

    /**
     * Explains and measures.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public EvaluationResult run(List<Subject> subjects) {
        long start = System.nanoTime();
        List<PictureScore> scores = new ArrayList<>();
        List<Classification.Answer> answers = new ArrayList<>();
        Map<String, String> unread = new LinkedHashMap<>();
        BudgetTracker calls = new BudgetTracker(Budget.UNLIMITED, Progress.SILENT);
        int seen = 0;
        try (RandomizedCopies copies = RandomizedCopies.kept()) {
            for (Subject subject : subjects) {
                Cancellation.check();
                if (System.nanoTime() - start > settings.maxNanos()) {
                    break;
                }
                try {
                    scores.addAll(one(subject, answers, calls, copies));
                } catch (XaiException e) {
                    unread.put(subject.name(), String.valueOf(e.getMessage()));
                }
                settings.progress().report(++seen, subjects.size());
            }
        }
        return result(scores, answers, unread, seen == subjects.size(), calls.evaluations());
    }

    private List<PictureScore> one(
            Subject subject, List<Classification.Answer> answers, BudgetTracker calls, RandomizedCopies copies) {
        BufferedImage picture = subject.picture().get();
        PreparedImage image = spec.prepare(picture);
        float[] probabilities =
                model.predict(image.batch(), Score.PROBABILITY).row(0).toArray();
        int said = Target.predicted().resolve(probabilities, spec.labels())[0];
        subject.label().ifPresent(label -> answers.add(answer(label, said, probabilities)));
        List<PictureScore> known = settings.done().get(subject.name());
        if (known != null) {
            return known;
        }
        Truth truth = Truth.of(subject, picture, image);
        MaskedScores shared = MaskedScores.of(model, image, calls, copies);
        List<Explained> explained = new ArrayList<>();
        for (Explainer<?> method : methods) {
            explained.add(explained(image, truth, shared, method.target(Target.index(said))));
        }
        for (MapBaseline baseline : MapBaseline.values()) {
            Judged judged = new Judged(
                    baseline.explain(image, model, said, SEED),
                    0,
                    image,
                    model,
                    truth.mask(),
                    Optional.empty(),
                    shared);
            explained.add(new Explained(baseline.label(), Optional.of(judged), "", 0));
        }
        List<PictureScore> found = score(subject, said, truth, explained);
        settings.keep().accept(found);
        return found;
    }

    /** What is judged of a method, or why there is nothing. */
    private record Explained(String method, Optional<Judged> judged, String problem, double seconds) {}

    private Explained explained(PreparedImage image, Truth truth, MaskedScores shared, Explainer<?> explainer) {
        long start = System.nanoTime();
        try {
            Explanation why = explainer.explain(image);
            double seconds = (System.nanoTime() - start) / 1e9;
            Judged judged = new Judged(why, 0, image, model, truth.mask(), Optional.of(explainer), shared);
            return new Explained(explainer.method(), Optional.of(judged), "", seconds);
        } catch (XaiException | IllegalArgumentException e) {
            return new Explained(explainer.method(), Optional.empty(), String.valueOf(e.getMessage()), 0);
        }
    }

    /**
     * Judges explanations side by side, as many at once as the model takes callers: while one orders pixels or fills holes, the model answers another.
     * Threads without an explanation left help those that have one.
     */
    private List<PictureScore> score(Subject subject, int said, Truth truth, List<Explained> explained) {
        int threads = Math.min(model.batchHint().callers(), Runtime.getRuntime().availableProcessors());
        if (threads <= 1) {
            return explained.stream()
                    .map(one -> score(subject, said, truth, one))
                    .toList();
        }
        try (Stream<PictureScore> scores =
                OrderedStream.map(explained.stream(), threads, one -> score(subject, said, truth, one))) {
            return scores.toList();
        }
    }

    private PictureScore score(Subject subject, int said, Truth truth, Explained one) {
        return one.judged()
                .map(judged -> score(subject, one.method(), judged, truth, one.seconds()))
                .orElseGet(() -> new PictureScore(
                        subject.name(),
                        spec.label(said),
                        one.method(),
                        Map.of(),
                        Map.of(),
                        Map.of("", one.problem()),
                        0));
    }

    private PictureScore score(Subject subject, String method, Judged judged, Truth truth, double seconds) {
        Measurements found = Measurements.of(judged, metrics);
        Map<String, String> gaps = new LinkedHashMap<>();
        found.gaps()
                .forEach((name, reason) -> gaps.put(
                        name,
                        truth.problem()
                                .filter(problem -> needsTruth(name))
                                .orElse(String.valueOf(reason.getMessage()))));
        String target = judged.explanation().targets().get(0).label();
        return new PictureScore(subject.name(), target, method, found.values(), found.curves(), gaps, seconds);
    }

    private boolean needsTruth(String metric) {
        Metric named = metrics.get(metric);
        return named != null && named.card().needs().contains(MetricCard.Need.TRUTH);
    }

    private Classification.Answer answer(String label, int said, float... probabilities) {
        int own = IntStream.range(0, probabilities.length)
                .filter(index -> isLabel(label, spec.label(index), index))
                .findFirst()
                .orElse(-1);
        int rank = own < 0
                ? -1
                : (int) IntStream.range(0, probabilities.length)
                        .filter(index -> probabilities[index] > probabilities[own])
                        .count();
        return new Classification.Answer(label, spec.label(said), rank, probabilities[said]);
    }

    /** Folders are called as the label, as one of its synonyms, or as the position. */
    private static boolean isLabel(String folder, String label, int index) {
        String wanted = plain(folder);
        return wanted.equals(plain(label))
                || List.of(label.split(",", -1)).stream().anyMatch(part -> wanted.equals(plain(part)))
                || folder.equals(Integer.toString(index));
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
    }

    private EvaluationResult result(
            List<PictureScore> scores,
            List<Classification.Answer> answers,
            Map<String, String> unread,
            boolean complete,
            long modelCalls) {
        List<String> names =
                new ArrayList<>(methods.stream().map(Explainer::method).toList());
        for (MapBaseline baseline : MapBaseline.values()) {
            names.add(baseline.label());
        }
        Statistics statistics = new Statistics(scores, names, List.copyOf(metrics.keySet()));
        return new EvaluationResult(
                EvaluationResult.SCHEMA,
                spec.name(),
                spec.sha256(),
                Provenance.libraryVersion(),
                methods.stream()
                        .collect(Collectors.toMap(
                                Explainer::method,
                                method -> method.options().describe(),
                                (first, second) -> first,
                                LinkedHashMap::new)),
                metrics.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                named -> named.getValue().options().describe(),
                                (first, second) -> first,
                                LinkedHashMap::new)),
                (int) scores.stream().map(PictureScore::picture).distinct().count(),
                unread,
                complete,
                modelCalls,
                answers.isEmpty() ? Optional.empty() : Optional.of(Classification.of(answers)),
                statistics.summaries(),
                statistics.differences(),
                scores);
    }
}
