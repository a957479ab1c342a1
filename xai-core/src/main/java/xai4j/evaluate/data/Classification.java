package xai4j.evaluate.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How good the model is, before its explanations are.
 *
 * @param pictures how many pictures have a class that the model knows
 * @param accuracy share of them whose class has the highest score
 * @param top5 share of them whose class is among the five highest
 * @param calibrationError mean distance of confidence and accuracy over ten bins of confidence, weighted by their pictures (expected
 *     calibration error)
 * @param confusion for each class, how often each class was said
 * @param bins the bins
 * @param unknown classes of pictures that the model does not have
 */
public record Classification(
        int pictures,
        double accuracy,
        double top5,
        double calibrationError,
        Map<String, Map<String, Integer>> confusion,
        List<Bin> bins,
        List<String> unknown) {
    private static final int BINS = 10;

    /**
     * Pictures of like confidence.
     *
     * @param from confidence, from
     * @param to and to
     * @param pictures how many
     * @param confidence their mean confidence
     * @param accuracy share of them that are right
     */
    public record Bin(double from, double to, int pictures, double confidence, double accuracy) {}

    /**
     * One picture.
     *
     * @param label its class
     * @param said the class with the highest score
     * @param rank position of its class among the scores, from 0; −1 if the model does not have it
     * @param confidence probability of the highest
     */
    public record Answer(String label, String said, int rank, double confidence) {}

    /** Sums up. */
    static Classification of(List<Answer> answers) {
        List<Answer> known =
                answers.stream().filter(answer -> answer.rank() >= 0).toList();
        Map<String, Map<String, Integer>> confusion = new LinkedHashMap<>();
        known.forEach(answer -> confusion
                .computeIfAbsent(answer.label(), label -> new LinkedHashMap<>())
                .merge(answer.said(), 1, Integer::sum));
        List<Bin> bins = new ArrayList<>();
        double error = 0;
        for (int i = 0; i < BINS; i++) {
            int bin = i;
            List<Answer> members = known.stream()
                    .filter(answer -> Math.min(BINS - 1, (int) (answer.confidence() * BINS)) == bin)
                    .toList();
            if (!members.isEmpty()) {
                double confidence = members.stream()
                        .mapToDouble(Answer::confidence)
                        .average()
                        .orElse(0);
                double right = share(members, 1);
                bins.add(new Bin((double) i / BINS, (i + 1.0) / BINS, members.size(), confidence, right));
                error += Math.abs(confidence - right) * members.size() / known.size();
            }
        }
        return new Classification(
                known.size(),
                share(known, 1),
                share(known, 5),
                known.isEmpty() ? Double.NaN : error,
                confusion,
                bins,
                answers.stream()
                        .filter(answer -> answer.rank() < 0)
                        .map(Answer::label)
                        .distinct()
                        .sorted()
                        .toList());
    }

    private static double share(List<Answer> answers, int top) {
        return answers.stream()
                .mapToDouble(answer -> answer.rank() < top ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }
}
