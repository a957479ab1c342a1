package xai4j.evaluate.axioms;

import java.util.BitSet;
import java.util.List;
import xai4j.baseline.Baseline;
import xai4j.baseline.BaselineOption;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.Judged;
import xai4j.evaluate.MaskedScores;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.image.PreparedImage;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/** The axiom of completeness (Sundararajan et al. 2017): attributions add up to the score less the score of the baseline. */
final class Completeness extends ConfiguredMetric {
    private static final Option<Baseline> BASELINE =
            BaselineOption.baseline(Baseline.zero(), "the image to which the score is compared");
    private static final Option<Score> SCORE = MaskedScores.option(Score.LOGIT);

    Completeness() {
        this(Options.of(BASELINE, SCORE));
    }

    private Completeness(Options options) {
        super(
                new MetricCard(
                                "completeness",
                                "sum of the attributions less the change of the score from the baseline to the image",
                                Double.NEGATIVE_INFINITY,
                                Double.POSITIVE_INFINITY,
                                MetricCard.Better.ZERO,
                                "attributions in units of the score: input attributions and regions")
                        .from("Sundararajan et al. 2017")
                        .blindTo("where the attribution lies"),
                options);
    }

    @Override
    protected Metric copy(Options other) {
        return new Completeness(other);
    }

    @Override
    public Measured evaluate(Judged judged) {
        Tensor values = judged.explanation().values().row(judged.target());
        double sum = 0;
        for (int i = 0; i < values.size(); i++) {
            sum += values.at(i);
        }
        BitSet all = new BitSet();
        all.set(0, judged.image().input().width() * judged.image().input().height());
        double whole = judged.scores().whole(get(SCORE), judged.scoreIndex());
        double empty = judged.scores().masked(get(SCORE), judged.scoreIndex(), get(BASELINE), List.of(all))[0];
        return new Measured(sum - (whole - empty));
    }

    @Override
    public long modelCalls(PreparedImage image) {
        return 2;
    }
}
