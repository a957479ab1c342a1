package xai4j.evaluate.faithfulness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.Judged;
import xai4j.evaluate.MaskedScores;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.MetricCard.Better;
import xai4j.explain.Option;
import xai4j.explain.Options;
import xai4j.image.PreparedImage;
import xai4j.model.Score;

/** Remove and debias (Rong et al. 2022): hidden pixels are imputed from their neighbours, so that the hole itself tells little. */
final class Road extends ConfiguredMetric {
    static final Option<List<Double>> PERCENTILES = Option.of(
            "percent",
            List.of(20.0, 40.0, 60.0, 80.0),
            Road::parse,
            values -> values.stream().map(String::valueOf).collect(Collectors.joining("-")),
            "percent of the pixels that are removed, with hyphens between: 20-40-60-80");
    static final Option<Double> NOISE = Option.real(
            "imputation-noise",
            0.01,
            0,
            1e6,
            "standard deviation of the noise on imputed pixels, in the model's input");
    static final Option<Long> SEED = Option.number("seed", 0, "seed of the noise");
    static final Option<Score> SCORE = MaskedScores.option(Score.PROBABILITY);

    private final Part part;

    /** Which of the two orders. */
    enum Part {
        /** The most relevant pixels are removed first. */
        MORF,
        /** The least relevant pixels are removed first. */
        LERF,
        /** Half of least less most. */
        COMBINED
    }

    Road(Part part) {
        this(part, Options.of(PERCENTILES, NOISE, SEED, SCORE));
    }

    private Road(Part part, Options options) {
        super(card(part), options, aliases(part));
        this.part = part;
    }

    private static String[] aliases(Part part) {
        return part == Part.COMBINED ? new String[] {"road-combined"} : new String[0];
    }

    private static MetricCard card(Part part) {
        MetricCard card =
                switch (part) {
                    case MORF ->
                        card(
                                "road-morf",
                                "mean score once the most relevant pixels are imputed from their neighbours",
                                0,
                                Better.LOWER);
                    case LERF ->
                        card(
                                "road-lerf",
                                "mean score once the least relevant pixels are imputed from their neighbours",
                                0,
                                Better.HIGHER);
                    case COMBINED ->
                        card(
                                "road",
                                "half of road-lerf less road-morf: how much better the right order keeps the score",
                                -1,
                                Better.HIGHER);
                };
        return card.from("Rong et al. 2022 (ROAD); combined as in pytorch-grad-cam")
                .blindTo("smooth maps remove what can be imputed least and are favoured");
    }

    private static MetricCard card(String name, String meaning, double min, Better better) {
        return new MetricCard(name, meaning, min, 1, better, "explanations with numbers for places: maps and regions");
    }

    private static List<Double> parse(String text) {
        List<Double> values = Arrays.stream(text.split("[-;: ]+"))
                .filter(part -> !part.isBlank())
                .map(Double::valueOf)
                .toList();
        if (values.isEmpty() || values.stream().anyMatch(value -> !(value > 0 && value < 100))) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" are no percentages between 0 and 100, such as 20-40-60-80");
        }
        return values;
    }

    @Override
    protected Metric copy(Options other) {
        return new Road(part, other);
    }

    @Override
    public Measured evaluate(Judged judged) {
        RemovalOrder order = RemovalOrder.of(
                judged, Options.of(RemovalOptions.STEP, RemovalOptions.UNITS, RemovalOptions.SEGMENTER));
        List<Double> shares =
                get(PERCENTILES).stream().map(percent -> percent / 100).toList();
        List<BitSet> removed = new ArrayList<>();
        if (part != Part.MORF) {
            RemovalOrder reversed = order.reversed();
            shares.forEach(share -> removed.add(reversed.first(share)));
        }
        if (part != Part.LERF) {
            shares.forEach(share -> removed.add(order.first(share)));
        }
        double[] scores = scores(judged, removed);
        double[] curve = new double[shares.size()];
        Arrays.setAll(curve, i -> part == Part.COMBINED ? 0.5 * scores[i] - 0.5 * scores[i + curve.length] : scores[i]);
        double mean = Arrays.stream(curve).average().orElse(Double.NaN);
        return new Measured(mean, Arrays.stream(curve).boxed().toList(), shares);
    }

    private record ImputationKey(double noise, long seed) {}

    private double[] scores(Judged judged, List<BitSet> removed) {
        LinearImputation imputation = judged.scores()
                .once(
                        new ImputationKey(get(NOISE), get(SEED)),
                        LinearImputation.class,
                        () -> new LinearImputation(judged.image(), get(NOISE), get(SEED)));
        return judged.scores()
                .images(get(SCORE), judged.scoreIndex(), removed.size(), i -> imputation.without(removed.get(i)));
    }

    @Override
    public long modelCalls(PreparedImage image) {
        return get(PERCENTILES).size() * (part == Part.COMBINED ? 2L : 1L);
    }
}
