package xai4j.evaluate.axioms;

import java.util.ArrayList;
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
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PreparedImage;
import xai4j.model.Score;
import xai4j.numeric.CounterRandom;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;

/**
 * The axiom of symmetry (Shapley 1953): regions of which the model makes no difference, whatever else is seen, get the same value. Which regions
 * these are is asked of the model: coalitions are drawn as Shapley's weights have it (every size equally often), each region outside is added to
 * them, and two regions are symmetric when it never matters which of them it was.
 */
final class Symmetry extends ConfiguredMetric {
    private static final int REGIONS = 50;
    private static final Option<Integer> COALITIONS =
            Option.integer("coalitions", 40, 2, 100_000, "random coalitions to which each region outside is added");
    private static final Option<Double> TOLERANCE = Option.real(
            "tolerance",
            0.01,
            0,
            1,
            "how far two regions may differ in what they add and be called symmetric, as a share of the change from nothing to all");
    private static final Option<Integer> SHARED = Option.integer(
            "shared", 8, 1, 100_000, "in how many coalitions at least two regions must both be missing to be compared");
    private static final Option<Segmenter> SEGMENTER = Option.of(
            "segmenter",
            Segmenter.slic(REGIONS),
            Segmenter::parse,
            Segmenter::toString,
            "regions of explanations that have none, for example slic:50");
    private static final Option<Baseline> FILL = BaselineOption.fill(Baseline.zero());
    private static final Option<Score> SCORE = MaskedScores.option(Score.LOGIT);
    private static final Option<Long> SEED = Option.number("seed", 0, "seed that draws the coalitions");

    Symmetry() {
        this(Options.of(COALITIONS, TOLERANCE, SHARED, SEGMENTER, FILL, SCORE, SEED));
    }

    private Symmetry(Options options) {
        super(
                new MetricCard(
                                "symmetry",
                                "largest difference in value between two regions that are symmetric to the model, as a share of the"
                                        + " change of the score from no region to all",
                                0,
                                Double.POSITIVE_INFINITY,
                                MetricCard.Better.ZERO,
                                "attributions in units of the score: regions, with their own fill and score, and input attributions")
                        .from("Shapley 1953")
                        .blindTo(
                                "pairs that are not symmetric, and coalitions that were not drawn: more of them make it stricter"),
                options);
    }

    @Override
    protected Metric copy(Options other) {
        return new Symmetry(other);
    }

    @Override
    public Measured evaluate(Judged judged) {
        boolean own = judged.explanation() instanceof SegmentAttribution;
        Segmentation regions = judged.explanation() instanceof SegmentAttribution why
                ? why.segmentation()
                : get(SEGMENTER).segment(judged.image().modelPicture());
        double[] values = own ? judged.pieces() : sums(judged.pixels(), regions);
        RegionScores game = own
                ? RegionScores.asExplained(judged, (SegmentAttribution) judged.explanation(), get(FILL))
                : new RegionScores(judged, regions, get(FILL), get(SCORE));
        double range = Math.abs(game.change());
        if (range == 0) {
            throw new UndefinedMetricException("the score is the same with all regions and with none");
        }
        List<double[]> added = added(game, regions.count());
        double largest = Double.NaN;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < i; j++) {
                if (symmetric(added, i, j, get(TOLERANCE) * range)) {
                    largest = Math.max(Double.isNaN(largest) ? 0 : largest, Math.abs(values[i] - values[j]) / range);
                }
            }
        }
        if (Double.isNaN(largest)) {
            throw new UndefinedMetricException("no two of the " + values.length
                    + " regions are symmetric to the model within a tolerance of " + get(TOLERANCE));
        }
        return new Measured(largest);
    }

    private static double[] sums(double[] pixels, Segmentation regions) {
        double[] sums = new double[regions.count()];
        int[] ids = regions.ids();
        for (int pixel = 0; pixel < ids.length; pixel++) {
            sums[ids[pixel]] += pixels[pixel];
        }
        return sums;
    }

    /** For each coalition the score with each region added; NaN for those that are in it. */
    private List<double[]> added(RegionScores game, int count) {
        List<double[]> all = new ArrayList<>();
        for (int sample = 0; sample < get(COALITIONS); sample++) {
            CounterRandom random = new CounterRandom(get(SEED), sample);
            int[] order = random.permutation(count);
            // sizes in turn, so that small, middle and large coalitions are all there
            int size = (int) ((sample + random.uniform(0)) / get(COALITIONS) * Math.max(1, count - 1));
            BitSet coalition = new BitSet(count);
            for (int i = 0; i < size; i++) {
                coalition.set(order[i]);
            }
            all.add(game.withEach(coalition));
        }
        return all;
    }

    private boolean symmetric(List<double[]> added, int i, int j, double most) {
        int common = 0;
        for (double[] scores : added) {
            double apart = Math.abs(scores[i] - scores[j]); // NaN when one of them is in the coalition
            if (apart > most) {
                return false;
            }
            common += Double.isNaN(apart) ? 0 : 1;
        }
        return common >= get(SHARED);
    }

    @Override
    public long modelCalls(PreparedImage image) {
        return (long) get(COALITIONS) * REGIONS / 2 + 2;
    }
}
