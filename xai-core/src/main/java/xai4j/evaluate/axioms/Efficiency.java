package xai4j.evaluate.axioms;

import java.util.Arrays;
import xai4j.baseline.Baseline;
import xai4j.baseline.BaselineOption;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PreparedImage;

/**
 * The axiom of efficiency of Shapley values: the values of the regions add up to the score of the image less its score with every region hidden, with
 * the fill and the kind of score that the explanation itself says it used.
 */
final class Efficiency extends ConfiguredMetric {
    private static final Option<Baseline> FILL = BaselineOption.fill(Baseline.mean());

    Efficiency() {
        this(Options.of(FILL));
    }

    private Efficiency(Options options) {
        super(
                new MetricCard(
                                "efficiency",
                                "sum of the regions' values less the change of the score from no region to all, by the explanation's own"
                                        + " fill (by option fill where it does not say)",
                                Double.NEGATIVE_INFINITY,
                                Double.POSITIVE_INFINITY,
                                MetricCard.Better.ZERO,
                                "values of regions in units of the score, such as Shapley values")
                        .from("Shapley 1953")
                        .blindTo("which region gets what")
                        .needing(MetricCard.Need.REGIONS),
                options);
    }

    @Override
    protected Metric copy(Options other) {
        return new Efficiency(other);
    }

    @Override
    public Measured evaluate(Judged judged) {
        if (!(judged.explanation() instanceof SegmentAttribution why)) {
            throw new IllegalArgumentException(
                    judged.explanation().provenance().method() + " has no regions, whose values could add up");
        }
        double sum = Arrays.stream(judged.pieces()).sum();
        return new Measured(
                sum - RegionScores.asExplained(judged, why, get(FILL)).change());
    }

    @Override
    public long modelCalls(PreparedImage image) {
        return 2;
    }
}
