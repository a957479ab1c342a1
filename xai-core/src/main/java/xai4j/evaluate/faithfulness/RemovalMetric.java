package xai4j.evaluate.faithfulness;

import xai4j.baseline.Baseline;
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

/** A metric over removal curves; each adds what it makes of them. */
final class RemovalMetric extends ConfiguredMetric {
    private final Option<Baseline> fill;
    private final Option<Score> score;
    private final Summary summary;
    private final String[] aliases;

    /** What a metric makes of the units of an explanation. */
    @FunctionalInterface
    interface Summary {
        Measured of(Judged judged, RemovalOrder order, Baseline fill, Score score);
    }

    private RemovalMetric(
            MetricCard card,
            Options options,
            Option<Baseline> fill,
            Option<Score> score,
            Summary summary,
            String... aliases) {
        super(card, options, aliases);
        this.fill = fill;
        this.score = score;
        this.summary = summary;
        this.aliases = aliases.clone();
    }

    /** A metric of single pixels by default. */
    static RemovalMetric of(MetricCard card, Baseline byDefault, Summary summary, String... aliases) {
        return of(card, byDefault, Units.PIXELS, summary, aliases);
    }

    /** A metric of other units by default. */
    static RemovalMetric of(MetricCard card, Baseline byDefault, Units units, Summary summary, String... aliases) {
        Option<Baseline> fill = RemovalOptions.fill(byDefault);
        Option<Score> score = MaskedScores.option(Score.PROBABILITY);
        Options options = Options.of(fill, score, RemovalOptions.STEP, RemovalOptions.UNITS, RemovalOptions.SEGMENTER);
        return new RemovalMetric(
                card,
                units == Units.PIXELS ? options : options.with(RemovalOptions.UNITS, units),
                fill,
                score,
                summary,
                aliases);
    }

    @Override
    protected Metric copy(Options other) {
        return new RemovalMetric(card(), other, fill, score, summary, aliases);
    }

    @Override
    public Measured evaluate(Judged judged) {
        return summary.of(judged, RemovalOrder.of(judged, options()), get(fill), get(score));
    }

    @Override
    public long modelCalls(PreparedImage image) {
        int step = get(RemovalOptions.STEP);
        if (get(RemovalOptions.UNITS) != Units.PIXELS) {
            return 100;
        }
        long area = (long) image.input().width() * image.input().height();
        long wide = step == 0 ? image.input().width() : step;
        return (area + wide - 1) / wide + 1;
    }
}
