package xai4j.model.detection;

/**
 * Candidates of one kind: all of a detector that has one table, or those of one scale.
 *
 * @param candidates how many there are
 * @param boxes where their boxes' four numbers lie
 * @param coding how these become a box
 * @param scores how their scores follow
 */
public record DetectionHead(int candidates, RawTable boxes, BoxCoding coding, CandidateScores scores) {
    /** The box of a candidate, in the pixels of the model's input. */
    public BoundingBox box(float[] raw, int candidate) {
        return coding.box(raw, boxes, candidate);
    }

    /** Whether a candidate is better ruled out by its scores than by its place. */
    boolean placesLast() {
        return scores.statesObjectness() || coding.isCostly();
    }
}
