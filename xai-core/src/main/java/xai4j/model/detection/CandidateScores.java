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

    /** Whether the detector itself says whether there is an object, so that {@link #objectness} only reads a number. */
    default boolean statesObjectness() {
        return false;
    }

    /** Which candidates have no class that scores as much, where that is known at less cost than their scores. */
    default RawFloor floorOfScore(double score) {
        return RawFloor.NONE;
    }

    /** Which candidates have not as much {@link #objectness}, where the detector states it. */
    default RawFloor floorOfObjectness(double objectness) {
        return RawFloor.NONE;
    }

    /** All probabilities of a candidate, class by class. */
    default void probabilities(float[] raw, int candidate, double[] into) {
        for (int index = 0; index < into.length; index++) {
            into[index] = probability(raw, candidate, index);
        }
    }

    /** The class with the highest score, the first of equal ones. */
    default int best(float[] raw, int candidate) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int index = 0; index < count(); index++) {
            double score = score(raw, candidate, index);
            if (score > most) {
                most = score;
                best = index;
            }
        }
        return best;
    }

    /** Adds {@code factor · ∂score/∂raw} of a class of a candidate. */
    void addGradient(float[] raw, int candidate, int index, double factor, float[] weights);
}
