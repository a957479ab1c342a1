package xai4j.examples.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

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
    /** Are all important parts named, and no others? */
    @JsonProperty
    public double completeness() {
        return ((dataCheck + preservation + deletion) / 3 + distractibility) / 2;
    }

    /** The mean of completeness, correctness (single deletion) and contrastivity (target sensitivity). */
    @JsonProperty
    public double mean() {
        return (completeness() + singleDeletion + targetSensitivity) / 3;
    }
}
