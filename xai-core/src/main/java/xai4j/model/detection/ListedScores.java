package xai4j.model.detection;

/**
 * Scores of a list of finished objects, each with one score and the number of its class: what stands behind the suppression of
 * overlapping boxes, or what a detector that needs none puts out.
 *
 * @param score where the one score lies
 * @param index where the number of the class lies
 * @param count number of classes
 * @param first number of the first class: 0, or 1 where 0 means "nothing" (TensorFlow's object detection)
 */
public record ListedScores(RawTable score, RawTable index, int count, int first) implements CandidateScores {
    /** Classes numbered from 0. */
    public ListedScores(RawTable score, RawTable index, int count) {
        this(score, index, count, 0);
    }

    @Override
    public double score(float[] raw, int candidate, int wanted) {
        return probability(raw, candidate, wanted);
    }

    @Override
    public double probability(float[] raw, int candidate, int wanted) {
        return listed(raw, candidate) == wanted ? raw[score.at(candidate, 0)] : 0;
    }

    @Override
    public double objectness(float[] raw, int candidate) {
        return raw[score.at(candidate, 0)];
    }

    @Override
    public boolean statesObjectness() {
        return true;
    }

    @Override
    public RawFloor floorOfScore(double least) {
        return new RawFloor(score, Math.nextDown((float) least));
    }

    @Override
    public RawFloor floorOfObjectness(double objectness) {
        return floorOfScore(objectness);
    }

    @Override
    public int best(float[] raw, int candidate) {
        return Math.max(0, Math.min(count - 1, listed(raw, candidate)));
    }

    @Override
    public void addGradient(float[] raw, int candidate, int wanted, double factor, float[] weights) {
        if (listed(raw, candidate) == wanted) {
            weights[score.at(candidate, 0)] += (float) factor;
        }
    }

    private int listed(float[] raw, int candidate) {
        return Math.round(raw[index.at(candidate, 0)]) - first;
    }
}
