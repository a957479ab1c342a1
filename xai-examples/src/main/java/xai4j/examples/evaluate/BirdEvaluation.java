package xai4j.examples.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.ToDoubleBiFunction;
import xai4j.evaluate.data.MapBaseline;
import xai4j.evaluate.data.PairedDifference;
import xai4j.evaluate.data.PictureScore;
import xai4j.evaluate.data.Statistics;
import xai4j.evaluate.data.Summary;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.birds.Part;
import xai4j.explain.Explainer;
import xai4j.explain.Progress;
import xai4j.explain.Provenance;
import xai4j.model.Model;
import xai4j.numeric.Parallel;

/**
 * Holds explanations of birds against the truth. Each bird is explained once for the species that the model names, and once more
 * mixed with another species, for both. The same numbers on any number of threads.
 */
public final class BirdEvaluation {
    private final BirdModel model;
    private final long seed;
    private final int pictures;
    private final Progress progress;
    private final AtomicInteger done = new AtomicInteger();

    private BirdEvaluation(BirdModel model, long seed, int pictures, Progress progress) {
        this.model = model;
        this.seed = seed;
        this.pictures = pictures;
        this.progress = progress;
    }

    /**
     * An evaluation on the test pictures of the bird world.
     *
     * @param model knows all species by their names
     * @param seed of the birds
     * @param pictures how many, positive
     * @throws xai4j.tensor.XaiException if the model does not know the species
     */
    public static BirdEvaluation of(Model model, long seed, int pictures) {
        return new BirdEvaluation(new BirdModel(model), seed, pictures, Progress.SILENT);
    }

    /** Reports pictures. */
    public BirdEvaluation onProgress(Progress other) {
        return new BirdEvaluation(model, seed, pictures, other);
    }

    /**
     * Judges methods.
     *
     * @param explainers of the model, with any options; they are given their targets here
     * @throws xai4j.tensor.XaiException if one gives no numbers to places of the picture
     * @throws CancellationException if the thread is interrupted
     */
    public EvaluationReport run(List<Explainer<?>> explainers) {
        List<Attributor> attributors = new ArrayList<>();
        explainers.forEach(explainer -> attributors.add(Attributor.of(model, explainer)));
        int asked = attributors.size();
        attributors.addAll(List.of(Attributor.truth(), Attributor.area(), Attributor.random(seed)));
        int references = attributors.size();
        attributors.add(Attributor.baseline(model, MapBaseline.EDGES, seed));
        attributors.add(Attributor.baseline(model, MapBaseline.CENTRE, seed));
        int total = (attributors.size() + 1) * pictures;
        done.set(0);
        BirdWorld birds = BirdWorld.test(seed, pictures).side(model.side());
        List<Specimen> subjects = forEach(total, i -> subject(birds, i));
        List<Judgement> judgements = new ArrayList<>();
        for (Attributor attributor : attributors) {
            judgements.add(judge(attributor, subjects, total));
        }
        Statistics statistics = new Statistics(
                judgements.stream()
                        .flatMap(judgement -> judgement.scores.stream())
                        .toList(),
                attributors.stream().map(Attributor::name).toList(),
                BirdMetric.words());
        List<Summary> summaries = statistics.summaries();
        List<Scorecard> cards =
                judgements.stream().map(judgement -> judgement.card(summaries)).toList();
        // only what was asked for is compared pair by pair: each pair more makes all others less certain
        Statistics ofMethods = new Statistics(
                judgements.subList(0, asked).stream()
                        .flatMap(judgement -> judgement.scores.stream())
                        .toList(),
                attributors.subList(0, asked).stream().map(Attributor::name).toList(),
                BirdMetric.words());
        return report(
                subjects,
                cards.subList(0, references),
                cards.subList(references, cards.size()),
                summaries,
                ofMethods.differences());
    }

    /** What is asked about one bird. */
    private record Specimen(int number, MeasuredTruth truth, MixedBird mixed) {}

    private Specimen subject(BirdWorld birds, int number) {
        int species = birds.label(number);
        Specimen subject = new Specimen(
                number,
                new MeasuredTruth(model, birds.picture(number), species),
                MixedBird.of(model, birds.picture(number), species, seed * 1_000_003 + number));
        // measured now, on all threads, rather than by the first method that asks
        for (Part part : Part.DISTINCTIVE) {
            subject.truth.drop(part, species);
            subject.truth.exchangeDrop(part, species);
        }
        return subject;
    }

    private <T> List<T> forEach(int total, IntFunction<T> work) {
        return Parallel.map(pictures, i -> {
            T result = work.apply(i);
            progress.report(done.incrementAndGet(), total);
            return result;
        });
    }

    /** What a method said of one bird. */
    private record Said(PartImportances predicted, List<PartImportances> mixed, double seconds) {}

    /** What an attributor reached. */
    private record Judgement(Attributor attributor, List<PictureScore> scores, double threshold) {
        Scorecard card(List<Summary> summaries) {
            double seconds =
                    scores.stream().mapToDouble(PictureScore::seconds).average().orElse(Double.NaN);
            return Scorecard.of(attributor.name(), attributor.options(), summaries, threshold, seconds);
        }
    }

    private Judgement judge(Attributor attributor, List<Specimen> subjects, int total) {
        List<Said> said = forEach(total, i -> ask(attributor, subjects.get(i)));
        Tally tally = new Tally();
        for (Specimen subject : subjects) {
            Said answer = said.get(subject.number);
            MixedBird mixed = subject.mixed;
            OptionalDouble sensitivity = mixed.holds()
                    ? OptionalDouble.of(PartScores.targetSensitivity(
                            mixed.ofFirst(), mixed.ofSecond(), answer.mixed.get(0), answer.mixed.get(1)))
                    : OptionalDouble.empty();
            String name = String.format(Locale.ROOT, "%06d", subject.number);
            tally.add(name, subject.truth, answer.predicted, sensitivity, answer.seconds);
        }
        double threshold = tally.threshold();
        return new Judgement(attributor, tally.scores(attributor.name(), threshold), threshold);
    }

    private static Said ask(Attributor attributor, Specimen subject) {
        long start = System.nanoTime();
        PartImportances predicted = attributor
                .source()
                .of(subject.truth, subject.number, subject.truth.predicted())
                .get(0);
        double seconds = (System.nanoTime() - start) / 1e9;
        MixedBird mixed = subject.mixed;
        List<PartImportances> both = mixed.holds()
                ? attributor.source().of(mixed.truth(), subject.number, mixed.first(), mixed.second())
                : List.of();
        return new Said(predicted, both, seconds);
    }

    private EvaluationReport report(
            List<Specimen> subjects,
            List<Scorecard> cards,
            List<Scorecard> baselines,
            List<Summary> summaries,
            List<PairedDifference> differences) {
        return new EvaluationReport(
                model.model().spec().name(),
                model.model().spec().sha256(),
                Provenance.libraryVersion(),
                seed,
                pictures,
                model.side(),
                (int) subjects.stream().filter(subject -> subject.mixed.holds()).count(),
                mean(subjects, truth -> truth.recognised() ? 1 : 0),
                mean(subjects, PartScores::backgroundIndependence),
                byPart(subjects, (part, truth) -> truth.drop(part, truth.predicted())),
                byPart(subjects, (part, truth) -> truth.exchangeDrop(part, truth.predicted())),
                cards,
                baselines,
                summaries,
                differences);
    }

    private static double mean(List<Specimen> subjects, java.util.function.ToDoubleFunction<MeasuredTruth> value) {
        return subjects.stream()
                .mapToDouble(subject -> value.applyAsDouble(subject.truth))
                .average()
                .orElse(Double.NaN);
    }

    private static Map<String, Double> byPart(List<Specimen> subjects, ToDoubleBiFunction<Part, MeasuredTruth> drop) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (Part part : Part.DISTINCTIVE) {
            means.put(part.word(), mean(subjects, truth -> drop.applyAsDouble(part, truth)));
        }
        return means;
    }
}
