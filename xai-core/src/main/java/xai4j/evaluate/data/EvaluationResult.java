package xai4j.evaluate.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluation found.
 *
 * @param schema version of this form
 * @param model name of the model
 * @param modelSha256 of its bytes
 * @param version of this library
 * @param methods the methods with their options
 * @param metrics the metrics with their options
 * @param pictures how many pictures were explained
 * @param unread pictures that could not be read or prepared, with the reason
 * @param complete whether the budget sufficed for all pictures
 * @param modelCalls images that the model scored for the metrics
 * @param classification how good the model is, where classes are known
 * @param summaries means and intervals, for every method and baseline in every metric
 * @param differences paired comparisons of all methods and baselines
 * @param scores every picture's numbers
 */
public record EvaluationResult(
        int schema,
        String model,
        String modelSha256,
        String version,
        Map<String, Map<String, String>> methods,
        Map<String, Map<String, String>> metrics,
        int pictures,
        Map<String, String> unread,
        boolean complete,
        long modelCalls,
        Optional<Classification> classification,
        List<Summary> summaries,
        List<PairedDifference> differences,
        List<PictureScore> scores) {
    /** The version of the form that this library writes. */
    public static final int SCHEMA = 1;

    /** The summary of a method in a metric. */
    Optional<Summary> summary(String method, String metric) {
        return summaries.stream()
                .filter(summary ->
                        summary.method().equals(method) && summary.metric().equals(metric))
                .findFirst();
    }
}
