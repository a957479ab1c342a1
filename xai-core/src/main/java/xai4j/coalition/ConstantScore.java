package xai4j.coalition;

import xai4j.model.Score;
import xai4j.model.ScoreKind;

/** Why a score may not move although the picture does: not the regions are to blame, but the number that was chosen. */
public final class ConstantScore {
    private static final double SATURATED = 1 - 1e-6;

    private ConstantScore() {}

    /**
     * What to say behind {@code no … changes the score of LABEL}; empty when the number is not odd.
     *
     * @param target position of the target in the run
     */
    public static String reason(PerturbationRun run, int target) {
        ScoreKind kind = run.scorer().model().spec().scores();
        double score = run.targets().get(target).score();
        if (run.scorer().score() != Score.PROBABILITY) {
            return "";
        }
        boolean probability = score >= 0 && score <= 1;
        String saturated = probability && Math.abs(score - 0.5) >= SATURATED - 0.5
                ? "; its probability is " + Math.round(score) + " to the last digit: explain the logit (score=logit)"
                : "";
        String kinds = kind == ScoreKind.LOGITS && run.scores().size() == 2
                ? "; two labels that always agree share a softmax evenly: if they are independent of each other, say that the"
                        + " scores are sigmoid logits"
                : "";
        return saturated + kinds;
    }
}
