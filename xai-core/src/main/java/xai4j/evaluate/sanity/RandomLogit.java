package xai4j.evaluate.sanity;

import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.explain.Target;
import xai4j.model.Score;
import xai4j.numeric.CounterRandom;

/** How alike the explanation of another class, drawn at random, is: one that says the same for every class explains none. */
final class RandomLogit extends ConfiguredMetric {
    private static final Option<Long> SEED = Option.number("seed", 0, "seed that draws the other class");

    RandomLogit() {
        this(Options.of(SEED));
    }

    private RandomLogit(Options options) {
        super(
                new MetricCard(
                                "random-logit",
                                "rank correlation of the magnitudes with the explanation of another class",
                                -1,
                                1,
                                MetricCard.Better.LOWER,
                                "every explanation that can be made again")
                        .from("Sixt et al. 2020")
                        .blindTo("classes that are told by the same places have like explanations for a good reason")
                        .needing(MetricCard.Need.EXPLAINER),
                options);
    }

    @Override
    protected Metric copy(Options other) {
        return new RandomLogit(other);
    }

    @Override
    public Measured evaluate(Judged judged) {
        Explainer<?> explainer = Likeness.explainer(card(), judged);
        int cls = Likeness.cls(card(), judged);
        int classes = judged.model()
                .predict(judged.image().batch(), Score.OUTPUT)
                .shape()
                .dim(1);
        if (classes < 2) {
            throw new UndefinedMetricException("the model has one class and no other");
        }
        int other = (cls + 1 + new CounterRandom(get(SEED), 0).below(classes - 1, 0)) % classes;
        Explanation why = explainer.target(Target.index(other)).explain(judged.image());
        return new Measured(Likeness.of(judged.pieces(), new Judged(why, 0, judged.image(), judged.model()).pieces()));
    }
}
