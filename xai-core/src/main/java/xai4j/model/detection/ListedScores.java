package xai4j.model.detection;

/**
 * Scores of a list of finished objects, each with one score and the number of its class: what stands behind the suppression of
 * overlapping boxes, or what a detector that needs none puts out.
 *
 * @param score where the one score lies
 * @param index where the number of the class lies
 * @param count number of classes
 */
public record ListedScores(RawTable score, RawTable index, int count) implements CandidateScores {
    @Override
    public double score(float[] raw, int candidate, int wanted) {
        return probability(raw, candidate, wanted);
    }

    @Override
    public double probability(float[] raw, int candidate, int wanted) {
        return Math.round(raw[index.at(candidate, 0)]) == wanted ? raw[score.at(candidate, 0)] : 0;
    }

    @Override
    public double objectness(float[] raw, int candidate) {
        return raw[score.at(candidate, 0)];
    }

    @Override
    public void addGradient(float[] raw, int candidate, int wanted, double factor, float[] weights) {
        if (Math.round(raw[index.at(candidate, 0)]) == wanted) {
            weights[score.at(candidate, 0)] += (float) factor;
        }
    }
}
