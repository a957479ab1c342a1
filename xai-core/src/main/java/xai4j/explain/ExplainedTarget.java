package xai4j.explain;

/**
 * What was explained: a class, or another number made of a model's scores.
 *
 * @param index position in the model's scores, or {@link #NO_CLASS} where it is not the score of one class
 * @param label its name
 * @param score its value for the unperturbed image; of classes of the kind that {@link Provenance#score()} names
 */
public record ExplainedTarget(int index, String label, double score) {
    /** The index of what is not a class. */
    public static final int NO_CLASS = -1;
}
