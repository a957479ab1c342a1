package xai4j.coalition;

import java.util.List;
import java.util.Optional;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.explain.ExplainedTarget;
import xai4j.image.PreparedImage;
import xai4j.tensor.Tensor;

/**
 * One explanation in the making: the image with its scores, and the way to ask for more.
 *
 * @param targets what is explained
 * @param scores of the unperturbed image, {@code [K]}
 * @param scorer the way to ask
 * @param passes what the model said of this image before, where several methods share it
 */
public record PerturbationRun(
        List<ExplainedTarget> targets, Tensor scores, ModelScorer scorer, Optional<SharedPasses> passes) {
    /** Copies the list; the scores become read-only. */
    public PerturbationRun {
        targets = List.copyOf(targets);
        scores = scores.asReadOnly();
    }

    /** The image. */
    public PreparedImage image() {
        return scorer.image();
    }

    /** What counts the cost. */
    public BudgetTracker tracker() {
        return scorer.tracker();
    }

    /** Positions of the targets in the model's scores. */
    public int[] indices() {
        return targets.stream().mapToInt(ExplainedTarget::index).toArray();
    }
}
