package xai4j.evaluate.faithfulness;

import java.util.Arrays;
import xai4j.baseline.Baseline;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PreparedImage;
import xai4j.model.Score;
import xai4j.segment.Segmentation;

/**
 * The axiom of efficiency of Shapley values: the values of the regions add up to the score of the image less its score with every region hidden, with
 * the fill and the kind of score that the explanation itself says it used.
 */
final class Efficiency implements Metric {
    private static final MetricCard CARD = new MetricCard(
                    "efficiency",
                    "sum of the regions' values less the change of the score from no region to all, by the explanation's own fill",
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    MetricCard.Better.ZERO,
                    "values of regions in units of the score, such as Shapley values")
            .from("Shapley 1953")
            .blindTo("which region gets what")
            .needing(MetricCard.Need.REGIONS);

    @Override
    public MetricCard card() {
        return CARD;
    }

    @Override
    public double measure(Judged judged) {
        if (!(judged.explanation() instanceof SegmentAttribution why)) {
            throw new IllegalArgumentException(
                    judged.explanation().provenance().method() + " has no regions, whose values could add up");
        }
        Baseline fill = Baseline.parse(
                why.provenance().options().getOrDefault("fill", Baseline.mean().name()));
        Score score = why.provenance().score();
        double sum = Arrays.stream(judged.pieces()).sum();
        return sum
                - (judged.scores().whole(score, judged.scoreIndex()) - empty(judged, why.segmentation(), fill, score));
    }

    /** The score of the fill alone, whose pictures may depend on the regions. */
    private static double empty(Judged judged, Segmentation regions, Baseline fill, Score score) {
        return Arrays.stream(judged.scores()
                        .images(score, judged.scoreIndex(), fill.checkedImages(judged.image(), regions, 0)))
                .average()
                .orElse(Double.NaN);
    }

    @Override
    public long modelCalls(PreparedImage image) {
        return 2;
    }
}
