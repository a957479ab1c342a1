package xai4j.evaluate.faithfulness;

import java.util.List;
import xai4j.baseline.Baseline;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.MetricCard.Better;
import xai4j.evaluate.MetricProvider;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.model.Score;

/** Whether the model uses what explanations point at. */
public final class FaithfulnessMetrics implements MetricProvider {
    private static final String PLACES = "explanations with numbers for places: maps and regions";
    private static final String RISE = "Petsiuk et al. 2018 (RISE)";
    private static final double FLAT = 1e-6;

    @Override
    public List<Metric> metrics() {
        return List.of(
                deletion(),
                insertion(),
                deletionNormalized(),
                insertionNormalized(),
                pixelFlipping(),
                irof(),
                symmetricRelevanceGain(),
                new Road(Road.Part.COMBINED),
                new Road(Road.Part.MORF),
                new Road(Road.Part.LERF),
                new ConfidenceChange(ConfidenceChange.Kind.DROP),
                new ConfidenceChange(ConfidenceChange.Kind.INCREASE),
                new ConfidenceChange(ConfidenceChange.Kind.GAIN),
                new Infidelity(false),
                new Infidelity(true),
                SubsetCorrelation.sensitivityN(),
                SubsetCorrelation.faithfulness());
    }

    private static MetricCard card(String name, String meaning, double min, double max, Better better) {
        return new MetricCard(name, meaning, min, max, better, PLACES);
    }

    private static Metric deletion() {
        return RemovalMetric.of(
                card(
                                "deletion",
                                "mean score while the most relevant places are hidden first; low when they mattered",
                                0,
                                1,
                                Better.LOWER)
                        .from(RISE)
                        .blindTo("hidden places may look strange to the model; low for models that are easily upset,"
                                + " whatever is hidden: compare with the baselines"),
                Baseline.zero(),
                (judged, order, fill, score) -> {
                    RemovalCurve curve = RemovalCurve.hiding(judged, order, fill, score);
                    return curve.measured(curve.area());
                });
    }

    private static Metric insertion() {
        return RemovalMetric.of(
                card(
                                "insertion",
                                "mean score while the most relevant places appear first on a blurred image; high when they suffice",
                                0,
                                1,
                                Better.HIGHER)
                        .from(RISE)
                        .blindTo("high for images whose blurred version is recognised already"),
                Baseline.riseBlur(),
                (judged, order, fill, score) -> {
                    RemovalCurve curve = RemovalCurve.showing(judged, order, fill, score);
                    return curve.measured(curve.area());
                });
    }

    private static Metric deletionNormalized() {
        return RemovalMetric.of(
                card(
                                "deletion-normalized",
                                "deletion on a scale where the image hidden whole is 0 and the image itself 1",
                                Double.NEGATIVE_INFINITY,
                                Double.POSITIVE_INFINITY,
                                Better.LOWER)
                        .from(RISE)
                        .blindTo("large for images of which the model was hardly sure"),
                Baseline.zero(),
                (judged, order, fill, score) -> {
                    RemovalCurve curve = RemovalCurve.hiding(judged, order, fill, score);
                    return curve.measured(onScale(curve.area(), curve.last(), curve.first()));
                },
                "deletion-normalised");
    }

    private static Metric insertionNormalized() {
        return RemovalMetric.of(
                card(
                                "insertion-normalized",
                                "insertion on a scale where the blurred image is 0 and the image itself 1",
                                Double.NEGATIVE_INFINITY,
                                Double.POSITIVE_INFINITY,
                                Better.HIGHER)
                        .from(RISE)
                        .blindTo("large for images of which the model was hardly sure"),
                Baseline.riseBlur(),
                (judged, order, fill, score) -> {
                    RemovalCurve curve = RemovalCurve.showing(judged, order, fill, score);
                    return curve.measured(onScale(curve.area(), curve.first(), curve.last()));
                },
                "insertion-normalised");
    }

    private static double onScale(double area, double empty, double whole) {
        if (whole - empty < FLAT) {
            throw new UndefinedMetricException(
                    "the image scores " + whole + " and without all of it " + empty + ", so that nothing can be lost");
        }
        return (area - empty) / (whole - empty);
    }

    private static Metric pixelFlipping() {
        return RemovalMetric.of(
                card(
                                "pixel-flipping",
                                "mean score after each step of turning the most relevant pixels black, the whole image not counted",
                                0,
                                1,
                                Better.LOWER)
                        .from("Bach et al. 2015")
                        .blindTo("black pixels may be evidence themselves"),
                Baseline.minimum(),
                (judged, order, fill, score) -> afterEachStep(RemovalCurve.hiding(judged, order, fill, score)));
    }

    private static Measured afterEachStep(RemovalCurve curve) {
        List<Double> scores = curve.scores().subList(1, curve.scores().size());
        double mean = scores.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
        return new Measured(mean, scores, curve.at().subList(1, curve.at().size()));
    }

    private static Metric irof() {
        return RemovalMetric.of(
                card(
                                "irof",
                                "area over the curve of the score, as a share of the whole image's, while superpixels are hidden in the"
                                        + " order of their mean attribution",
                                Double.NEGATIVE_INFINITY,
                                1,
                                Better.HIGHER)
                        .from("Rieger and Hansen 2020 (IROF)")
                        .blindTo("depends on the superpixels; what lies inside one is not told apart"),
                Baseline.mean(),
                Units.REGIONS,
                (judged, order, fill, score) -> irof(RemovalCurve.hiding(judged, order, fill, score)));
    }

    private static Measured irof(RemovalCurve curve) {
        double whole = curve.first();
        if (!(whole > 0)) {
            throw new UndefinedMetricException("the image itself scores " + whole + ", which has no shares");
        }
        RemovalCurve shares = new RemovalCurve(
                curve.scores().stream().map(score -> score / whole).toList(), curve.at());
        return shares.measured(1 - shares.area());
    }

    private static Metric symmetricRelevanceGain() {
        return RemovalMetric.of(
                card(
                                "symmetric-relevance-gain",
                                "mean score while the least relevant places are hidden first, less the mean while the most relevant are",
                                -1,
                                1,
                                Better.HIGHER)
                        .from("Blücher et al. 2024")
                        .blindTo(
                                "what the fill does to the model cancels, but not its interaction with what is hidden"),
                Baseline.zero(),
                FaithfulnessMetrics::gain,
                "srg");
    }

    private static Measured gain(Judged judged, RemovalOrder order, Baseline fill, Score score) {
        RemovalCurve most = RemovalCurve.hiding(judged, order, fill, score);
        RemovalCurve least = RemovalCurve.hiding(judged, order.reversed(), fill, score);
        return most.measured(least.area() - most.area());
    }
}
