package xai4j.evaluate.complexity;

import java.util.Arrays;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.explain.Option;
import xai4j.explain.Options;

/** A metric of the magnitudes alone, whatever places they have. */
final class MagnitudeMetric extends ConfiguredMetric {
    private static final Option<Double> EPS = Option.real(
            "eps", 1e-3, 0, Double.MAX_VALUE, "magnitude above which a place counts, for effective-complexity");

    private final Rule rule;
    private final String[] aliases;

    /** What the number is made of. */
    @FunctionalInterface
    interface Rule {
        double of(double[] magnitudes, double eps);
    }

    MagnitudeMetric(MetricCard card, Rule rule, String... aliases) {
        this(card, Options.of(EPS), rule, aliases);
    }

    private MagnitudeMetric(MetricCard card, Options options, Rule rule, String... aliases) {
        super(card, options, aliases);
        this.rule = rule;
        this.aliases = aliases.clone();
    }

    @Override
    protected Metric copy(Options other) {
        return new MagnitudeMetric(card(), other, rule, aliases);
    }

    @Override
    public Measured evaluate(Judged judged) {
        double[] magnitudes = Arrays.stream(judged.pieces()).map(Math::abs).toArray();
        return new Measured(rule.of(magnitudes, get(EPS)));
    }
}
