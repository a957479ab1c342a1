package xai4j.test;

import xai4j.evaluate.PhotographEvidence;
import xai4j.explain.Explanation;

/** A sentence about how far two explanations of one picture differ. */
public final class AgreementAssert {
    private final ExplanationAssert explanation;
    private final Explanation other;
    private final int target;

    AgreementAssert(ExplanationAssert explanation, Explanation other, int target) {
        this.explanation = explanation;
        this.other = other;
        this.target = target;
    }

    /**
     * {@code Σ |a − b| / Σ max(|a|, |b|)} over the pixels is at most so much: 0 asks for the same map, 1 allows maps that share nothing.
     */
    public ExplanationAssert within(double distance) {
        double found = PhotographEvidence.of(explanation.explanation(), target)
                .distance(PhotographEvidence.of(
                        other, Math.min(target, other.targets().size() - 1)));
        if (!(found <= distance)) {
            throw explanation.failedBeside(
                    other, "expected the other explanation within %s, they are %.4f apart", distance, found);
        }
        return explanation;
    }
}
