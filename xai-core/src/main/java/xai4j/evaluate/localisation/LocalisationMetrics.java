package xai4j.evaluate.localisation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.MetricProvider;
import xai4j.evaluate.TruthMask;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.evaluate.localisation.LocalisationMetric.Sign;

/** Whether explanations point at the object, where that is known. */
public final class LocalisationMetrics implements MetricProvider {
    private static final String MODEL_MAY_DIFFER =
            "a model that looks elsewhere: an explanation that says so truly scores badly";

    @Override
    public List<Metric> metrics() {
        return List.of(
                LocalisationMetric.of(
                        card(
                                "pointing-game",
                                "1 if the pixel with the highest attribution lies on the object, else 0",
                                "Zhang et al. 2018 (excitation backprop)"),
                        Sign.SIGNED,
                        (relevance, truth, k) -> pointing(relevance, truth)),
                LocalisationMetric.of(
                        card(
                                "relevance-mass",
                                "share of the attribution, by magnitude, that lies on the object",
                                "Arras et al. 2022"),
                        Sign.ABSOLUTE,
                        (relevance, truth, k) -> mass(relevance, truth),
                        "relevance-mass-accuracy",
                        "attribution-localisation",
                        "attribution-localization"),
                LocalisationMetric.of(
                        card(
                                "relevance-rank",
                                "share of the K pixels of largest magnitude that lie on the object, which has K pixels",
                                "Arras et al. 2022"),
                        Sign.ABSOLUTE,
                        (relevance, truth, k) -> top(relevance, truth, truth.area()),
                        "relevance-rank-accuracy"),
                LocalisationMetric.of(
                        card(
                                "top-k-intersection",
                                "share of the k pixels of largest magnitude that lie on the object",
                                "Theiner et al. 2022"),
                        Sign.ABSOLUTE,
                        (relevance, truth, k) -> top(relevance, truth, Math.min(k, relevance.length)),
                        "topk-intersection",
                        "top-k"),
                LocalisationMetric.of(
                        card(
                                "auc",
                                "probability that a pixel of the object has a larger magnitude than one beside it (area under the ROC curve)",
                                "Fawcett 2006"),
                        Sign.ABSOLUTE,
                        (relevance, truth, k) -> auc(relevance, truth),
                        "roc-auc"),
                LocalisationMetric.of(
                        card(
                                "energy-inside",
                                "share of the positive attribution that lies on the object (energy-based pointing game)",
                                "Wang et al. 2020 (Score-CAM)"),
                        Sign.POSITIVE,
                        (relevance, truth, k) -> mass(relevance, truth),
                        "energy-inside-box",
                        "energy-pointing-game",
                        "energy"));
    }

    private static MetricCard card(String name, String meaning, String paper) {
        return new MetricCard(
                        name, meaning, 0, 1, MetricCard.Better.HIGHER, "maps and regions, where the object is known")
                .from(paper)
                .blindTo(MODEL_MAY_DIFFER)
                .needing(MetricCard.Need.TRUTH);
    }

    /** Any of the pixels that share the highest value may lie on the object. */
    static double pointing(double[] relevance, TruthMask truth) {
        double highest = Arrays.stream(relevance).max().orElse(0);
        return IntStream.range(0, relevance.length).anyMatch(pixel -> relevance[pixel] == highest && truth.holds(pixel))
                ? 1
                : 0;
    }

    static double mass(double[] relevance, TruthMask truth) {
        double inside = 0;
        double all = 0;
        for (int pixel = 0; pixel < relevance.length; pixel++) {
            all += relevance[pixel];
            inside += truth.holds(pixel) ? relevance[pixel] : 0;
        }
        if (all == 0) {
            throw new UndefinedMetricException("the attributions add up to 0, which has no shares");
        }
        return inside / all;
    }

    static double top(double[] relevance, TruthMask truth, int count) {
        long inside = IntStream.range(0, relevance.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer pixel) -> relevance[pixel])
                        .reversed())
                .limit(count)
                .filter(truth::holds)
                .count();
        return (double) inside / count;
    }

    /** The statistic of Mann and Whitney; equals count half. */
    static double auc(double[] relevance, TruthMask truth) {
        int[] order = IntStream.range(0, relevance.length)
                .boxed()
                .sorted(Comparator.comparingDouble(pixel -> relevance[pixel]))
                .mapToInt(Integer::intValue)
                .toArray();
        double wins = 0;
        long below = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            long inside = 0;
            while (to < order.length && relevance[order[to]] == relevance[order[from]]) {
                inside += truth.holds(order[to++]) ? 1 : 0;
            }
            long outside = to - from - inside;
            wins += inside * (below + outside / 2.0);
            below += outside;
            from = to;
        }
        return wins / ((double) truth.area() * (relevance.length - truth.area()));
    }
}
