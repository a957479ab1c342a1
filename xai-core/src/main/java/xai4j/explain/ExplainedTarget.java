package xai4j.explain;

/**
 * A class that was explained.
 *
 * @param index position in the model's scores
 * @param label its name
 * @param score its score for the unperturbed image, of the kind that {@link Provenance#score()} names
 */
public record ExplainedTarget(int index, String label, double score) {}
