package xai4j.examples.serve;

import java.util.List;
import java.util.Map;

/**
 * What is asked of a model.
 *
 * @param pictures files, as they were sent
 * @param method name of a method, or empty for the model's usual one
 * @param target what is explained, as on the command line
 * @param options options of the method, by name
 * @param score which number a prediction is: {@code probability}, {@code logit} or {@code output}
 * @param withHeatmap whether a drawing is wanted
 */
public record ExplainRequest(
        List<byte[]> pictures,
        String method,
        String target,
        Map<String, String> options,
        String score,
        boolean withHeatmap) {
    /** Copies the collections. */
    public ExplainRequest {
        pictures = List.copyOf(pictures);
        options = Map.copyOf(options);
    }
}
