package xai4j.examples.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import xai4j.evaluate.PixelAttribution;
import xai4j.evaluate.data.Summary;

/**
 * The scores of one method over many birds, each between 0 and 1, the higher the better; not a number where no bird could be
 * judged.
 *
 * @param method name
 * @param options of the method; none for a baseline
 * @param magnitude whether the numbers were summed without their sign, because they are bare gradients
 * @param dataCheck controlled synthetic data check
 * @param preservation preservation check
 * @param deletion deletion check
 * @param distractibility how few irrelevant parts are called important
 * @param threshold share of the attribution above which a part was called important: the one that suits the method best
 * @param singleDeletion correlation with what the model loses without each part
 * @param singleExchange correlation with what the model loses when each part is exchanged
 * @param targetSensitivity whether explanations of two species point at their parts
 * @param seconds wall time per explanation
 */
public record Scorecard(
        String method,
        Map<String, String> options,
        boolean magnitude,
        double dataCheck,
        double preservation,
        double deletion,
        double distractibility,
        double threshold,
        double singleDeletion,
        double singleExchange,
        double targetSensitivity,
        double seconds) {
    /**
     * The means over the birds.
     *
     * @param summaries of all methods
     * @param threshold above which a part was called important
     * @param seconds per explanation
     */
    static Scorecard of(
            String method, Map<String, String> options, List<Summary> summaries, double threshold, double seconds) {
        return new Scorecard(
                method,
                options,
                PixelAttribution.isGradient(method),
                mean(method, summaries, BirdMetric.DATA_CHECK),
                mean(method, summaries, BirdMetric.PRESERVATION),
                mean(method, summaries, BirdMetric.DELETION_CHECK),
                mean(method, summaries, BirdMetric.DISTRACTIBILITY),
                threshold,
                mean(method, summaries, BirdMetric.SINGLE_DELETION),
                mean(method, summaries, BirdMetric.SINGLE_EXCHANGE),
                mean(method, summaries, BirdMetric.TARGET_SENSITIVITY),
                seconds);
    }

    private static double mean(String method, List<Summary> summaries, BirdMetric metric) {
        return summaries.stream()
                .filter(summary ->
                        summary.method().equals(method) && summary.metric().equals(metric.word()))
                .mapToDouble(summary -> summary.value().mean())
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Are all important parts named, and no others? */
    @JsonProperty
    public double completeness() {
        return completeness(dataCheck, preservation, deletion, distractibility);
    }

    static double completeness(double dataCheck, double preservation, double deletion, double distractibility) {
        return ((dataCheck + preservation + deletion) / 3 + distractibility) / 2;
    }

    /** The mean of completeness, correctness (single deletion) and contrastivity (target sensitivity). */
    @JsonProperty
    public double mean() {
        return (completeness() + singleDeletion + targetSensitivity) / 3;
    }
}
