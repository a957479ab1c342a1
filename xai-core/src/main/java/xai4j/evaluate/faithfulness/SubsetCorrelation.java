package xai4j.evaluate.faithfulness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.baseline.Baseline;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.Judged;
import xai4j.evaluate.MaskedScores;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.image.PreparedImage;
import xai4j.model.Score;
import xai4j.numeric.CounterRandom;
import xai4j.numeric.PearsonCorrelation;

/**
 * Pearson's correlation, over random sets of pixels, of the attribution that a set holds with what the score loses when it is hidden: for one
 * size of the sets (faithfulness correlation), or as the mean over several (sensitivity-n).
 */
final class SubsetCorrelation extends ConfiguredMetric {
    private static final Option<Integer> RUNS = Option.integer(
                    "runs", 100, 3, 1_000_000, "number of random sets of each size")
            .alias("samples", "nr-runs");
    private static final Option<Integer> SIZE = Option.integer(
                    "subset-size",
                    0,
                    0,
                    Integer.MAX_VALUE,
                    "pixels of a set; 0 is a row of pixels, or for sensitivity-n seven sizes from 1 % to 80 %")
            .alias("n");
    private static final Option<Long> SEED = Option.number("seed", 0, "seed of the sets");
    private static final Option<Score> SCORE = MaskedScores.option(Score.LOGIT);
    private static final double[] SHARES = {0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8};

    private final boolean severalSizes;
    private final Option<Baseline> fill;

    private SubsetCorrelation(MetricCard card, Options options, boolean severalSizes, Option<Baseline> fill) {
        super(card, options);
        this.severalSizes = severalSizes;
        this.fill = fill;
    }

    static SubsetCorrelation sensitivityN() {
        return of(
                "sensitivity-n",
                "correlation of attribution and lost score over random sets of pixels, mean over sizes of sets",
                "Ancona et al. 2018",
                Baseline.zero(),
                true);
    }

    static SubsetCorrelation faithfulness() {
        return of(
                "faithfulness-correlation",
                "correlation of attribution and lost score over random sets of pixels of one size",
                "Bhatt et al. 2020",
                Baseline.mean(),
                false);
    }

    private static SubsetCorrelation of(
            String name, String meaning, String paper, Baseline byDefault, boolean several) {
        Option<Baseline> fill = RemovalOptions.fill(byDefault);
        MetricCard card = new MetricCard(
                        name,
                        meaning,
                        -1,
                        1,
                        MetricCard.Better.HIGHER,
                        "explanations with numbers for places: maps and regions")
                .from(paper)
                .blindTo(
                        "random sets of single pixels look like noise to the model, and few of them tell shapes apart");
        return new SubsetCorrelation(card, Options.of(fill, RUNS, SIZE, SEED, SCORE), several, fill);
    }

    @Override
    protected Metric copy(Options other) {
        return new SubsetCorrelation(card(), other, severalSizes, fill);
    }

    @Override
    public Measured evaluate(Judged judged) {
        double[] pixels = judged.pixels();
        RemovalOrder.requireOrder(pixels);
        List<Double> correlations = new ArrayList<>();
        int[] sizes = sizes(judged.image());
        for (int size : sizes) {
            correlations.add(correlation(judged, pixels, Math.min(size, pixels.length)));
        }
        double mean =
                correlations.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
        return new Measured(
                mean,
                correlations,
                IntStream.of(sizes)
                        .mapToObj(size -> (double) size / pixels.length)
                        .toList());
    }

    private int[] sizes(PreparedImage image) {
        int width = image.input().width();
        if (get(SIZE) > 0 || !severalSizes) {
            return new int[] {get(SIZE) > 0 ? get(SIZE) : width};
        }
        return Arrays.stream(SHARES)
                .mapToInt(share -> (int)
                        Math.max(1, Math.round(share * width * image.input().height())))
                .distinct()
                .toArray();
    }

    private double correlation(Judged judged, double[] pixels, int size) {
        List<BitSet> sets = IntStream.range(0, get(RUNS))
                .mapToObj(run -> drawn(pixels.length, size, run))
                .toList();
        double whole = judged.scores().whole(get(SCORE), judged.scoreIndex());
        double[] scores = judged.scores().masked(get(SCORE), judged.scoreIndex(), get(fill), sets);
        double[] held = sets.stream()
                .mapToDouble(
                        set -> set.stream().mapToDouble(pixel -> pixels[pixel]).sum())
                .toArray();
        double[] lost = IntStream.range(0, scores.length)
                .mapToDouble(i -> whole - scores[i])
                .toArray();
        return pearson(held, lost);
    }

    /** A set of a size, by Floyd's method. */
    private BitSet drawn(int area, int size, int run) {
        CounterRandom random = new CounterRandom(get(SEED), run);
        BitSet set = new BitSet(area);
        for (int last = area - size; last < area; last++) {
            int pick = random.below(last + 1, last);
            set.set(set.get(pick) ? last : pick);
        }
        return set;
    }

    private static double pearson(double[] held, double[] lost) {
        double correlation = PearsonCorrelation.of(held, lost);
        if (Double.isNaN(correlation)) {
            boolean still = PearsonCorrelation.isConstant(lost);
            throw new UndefinedMetricException(
                    (still ? "the score does not move" : "the sets hold the same attribution")
                            + " whatever is hidden, and what does not vary correlates with nothing");
        }
        return correlation;
    }

    @Override
    public long modelCalls(PreparedImage image) {
        return (long) get(RUNS) * sizes(image).length + 1;
    }
}
