package xai4j.evaluate.sanity;

import java.util.Arrays;
import xai4j.evaluate.Judged;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explainer;
import xai4j.explain.Target;
import xai4j.numeric.SpearmanCorrelation;

/** How alike two attributions are by the order of their magnitudes. */
final class Likeness {
    private Likeness() {}

    /** Spearman's correlation of the magnitudes; 0 when the other is the same everywhere, which is like nothing. */
    static double of(double[] attribution, double[] other) {
        double[] first = magnitudes(attribution);
        if (Arrays.stream(first).allMatch(value -> value == first[0])) {
            throw new UndefinedMetricException("every place has the same attribution, which cannot become less alike");
        }
        double correlation = SpearmanCorrelation.of(first, magnitudes(other));
        return Double.isNaN(correlation) ? 0 : correlation;
    }

    private static double[] magnitudes(double[] values) {
        return Arrays.stream(values).map(Math::abs).toArray();
    }

    /** The class that a judged explanation is of. */
    static int cls(MetricCard card, Judged judged) {
        int cls = judged.explanation().targets().get(judged.target()).index();
        if (cls == ExplainedTarget.NO_CLASS) {
            throw new IllegalArgumentException(card.name() + " is about classes, and the target is none");
        }
        return cls;
    }

    /** What made a judged explanation. */
    static Explainer<?> explainer(MetricCard card, Judged judged) {
        return judged.explainer()
                .orElseThrow(() -> new IllegalArgumentException(
                        card.name() + " explains again, and this explanation was made elsewhere; give --method"))
                .target(Target.index(cls(card, judged)));
    }
}
