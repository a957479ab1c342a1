package xai4j.examples.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.evaluate.data.PictureScore;
import xai4j.examples.birds.Part;
import xai4j.examples.birds.Species;

/** The scores of one method, bird by bird, as every evaluation of pictures has them. */
final class Tally {
    private static final int THRESHOLDS = 80;
    private static final double LOWEST = 0.01;
    private static final double HIGHEST = 0.5;

    private final List<Bird> birds = new ArrayList<>();

    /** What was said of a bird, and what is true. */
    private record Bird(
            String name, BirdTruth truth, PartImportances importances, OptionalDouble sensitivity, double seconds) {}

    private static double threshold(int i) {
        return LOWEST + i * (HIGHEST - LOWEST) / (THRESHOLDS - 1);
    }

    /**
     * Adds an explanation of the predicted species.
     *
     * @param bird name of the picture
     * @param sensitivity how well the explanations of both species of a mixed bird did, if the model saw both
     * @param seconds that the explanation took
     */
    void add(String bird, BirdTruth truth, PartImportances importances, OptionalDouble sensitivity, double seconds) {
        birds.add(new Bird(bird, truth, importances, sensitivity, seconds));
    }

    /** The share of the attribution above which a part is called important that suits the method best, as FunnyBirds chooses it. */
    double threshold() {
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < THRESHOLDS; i++) {
            double completeness = completeness(threshold(i));
            if (completeness > highest) {
                best = i;
                highest = completeness;
            }
        }
        return threshold(best);
    }

    private double completeness(double threshold) {
        List<Map<String, Double>> checks =
                birds.stream().map(bird -> checks(bird, threshold)).toList();
        return Scorecard.completeness(
                mean(checks, BirdMetric.DATA_CHECK),
                mean(checks, BirdMetric.PRESERVATION),
                mean(checks, BirdMetric.DELETION_CHECK),
                mean(checks, BirdMetric.DISTRACTIBILITY));
    }

    private static double mean(List<Map<String, Double>> checks, BirdMetric metric) {
        return checks.stream()
                .map(found -> found.get(metric.word()))
                .filter(Objects::nonNull)
                .mapToDouble(value -> value)
                .average()
                .orElse(Double.NaN);
    }

    /** The scores that depend on which parts are called important. */
    private static Map<String, Double> checks(Bird bird, double threshold) {
        BirdTruth truth = bird.truth;
        Set<Part> important = bird.importances.important(threshold);
        Map<String, Double> found = new LinkedHashMap<>();
        if (truth.recognised()) {
            found.put(BirdMetric.DATA_CHECK.word(), PartScores.dataCheck(truth.predicted(), important));
        }
        found.put(BirdMetric.PRESERVATION.word(), PartScores.preservation(truth, important));
        found.put(BirdMetric.DELETION_CHECK.word(), PartScores.deletion(truth, important));
        put(found, BirdMetric.DISTRACTIBILITY, PartScores.distractibility(truth, important));
        return found;
    }

    private static void put(Map<String, Double> found, BirdMetric metric, OptionalDouble value) {
        value.ifPresent(number -> found.put(metric.word(), number));
    }

    /** The scores of every bird at a threshold; what a bird has no number for is left out. */
    List<PictureScore> scores(String method, double threshold) {
        return IntStream.range(0, birds.size())
                .mapToObj(i -> score(birds.get(i), method, threshold))
                .toList();
    }

    private static PictureScore score(Bird bird, String method, double threshold) {
        Map<String, Double> found = checks(bird, threshold);
        put(found, BirdMetric.SINGLE_DELETION, PartScores.singleDeletion(bird.truth, bird.importances));
        put(found, BirdMetric.SINGLE_EXCHANGE, PartScores.singleExchange(bird.truth, bird.importances));
        put(found, BirdMetric.TARGET_SENSITIVITY, bird.sensitivity);
        String species = Species.ALL.get(bird.truth.predicted()).name();
        return new PictureScore(bird.name, species, method, found, Map.of(), Map.of(), bird.seconds);
    }
}
