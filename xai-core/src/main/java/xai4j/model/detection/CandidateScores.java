package xai4j.model.detection;

/** How the scores of a detector's candidates are read from its raw outputs for one image. */
public interface CandidateScores {
    /** Number of classes, a background not counted. */
    int count();

    /** The score of a class for a candidate: what the detector is ranked by, usually in [0, 1]. */
    double score(float[] raw, int candidate, int index);

    /** The class's own probability, without objectness. */
    double probability(float[] raw, int candidate, int index);

    /** Whether there is an object at all, in [0, 1]; where the detector does not say, the probability of the best class. */
    double objectness(float[] raw, int candidate);

    /** Adds {@code factor · ∂score/∂raw} of a class of a candidate. */
    void addGradient(float[] raw, int candidate, int index, double factor, float[] weights);
}
