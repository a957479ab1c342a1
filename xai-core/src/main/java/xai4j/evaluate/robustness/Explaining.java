package xai4j.evaluate.robustness;

import xai4j.evaluate.Judged;
import xai4j.evaluate.MetricCard;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explainer;
import xai4j.explain.Target;

/** Explains again what was explained. */
final class Explaining {
    private Explaining() {}

    /**
     * The explainer of a judged explanation, for the class that was explained, whatever the model predicts for a changed image.
     *
     * @throws IllegalArgumentException if it is not at hand
     */
    static Explainer<?> again(MetricCard card, Judged judged) {
        Explainer<?> explainer = judged.explainer()
                .orElseThrow(() -> new IllegalArgumentException(
                        card.name() + " explains again, and this explanation was made elsewhere; give --method"));
        int index = judged.explanation().targets().get(judged.target()).index();
        return index == ExplainedTarget.NO_CLASS ? explainer : explainer.target(Target.index(index));
    }
}
