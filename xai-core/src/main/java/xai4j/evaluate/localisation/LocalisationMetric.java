package xai4j.evaluate.localisation;

import java.util.Arrays;
import xai4j.evaluate.ConfiguredMetric;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.TruthMask;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Option;
import xai4j.explain.Options;

/** A metric that holds the attribution of each pixel against the pixels of the object. */
final class LocalisationMetric extends ConfiguredMetric {
    /** How many of the highest pixels are looked at. */
    static final Option<Integer> K =
            Option.integer("k", 50, 1, Integer.MAX_VALUE, "how many of the highest pixels are looked at");

    private final Option<Sign> sign;
    private final Rule rule;
    private final String[] aliases;

    /** What the number is made of. */
    @FunctionalInterface
    interface Rule {
        double of(double[] relevance, TruthMask truth, int k);
    }

    /** How the sign of an attribution counts. */
    enum Sign {
        /** Not at all: what speaks against the class shows the object, too. */
        ABSOLUTE,
        /** What speaks against the class is nothing. */
        POSITIVE,
        /** As it is. */
        SIGNED
    }

    private LocalisationMetric(MetricCard card, Options options, Option<Sign> sign, Rule rule, String... aliases) {
        super(card, options, aliases);
        this.sign = sign;
        this.rule = rule;
        this.aliases = aliases.clone();
    }

    static LocalisationMetric of(MetricCard card, Sign byDefault, Rule rule, String... aliases) {
        Option<Sign> sign = Option.choice("sign", byDefault, "how the sign of an attribution counts")
                .alias("signs");
        return new LocalisationMetric(card, Options.of(sign, K), sign, rule, aliases);
    }

    @Override
    protected Metric copy(Options other) {
        return new LocalisationMetric(card(), other, sign, rule, aliases);
    }

    @Override
    public Measured evaluate(Judged judged) {
        TruthMask truth = judged.truth()
                .orElseThrow(() -> new IllegalArgumentException(
                        card().name() + " needs to know where the object is: a mask or a box of each picture"));
        if (truth.area() == 0 || truth.area() == truth.width() * truth.height()) {
            throw new UndefinedMetricException(
                    truth.area() == 0
                            ? "the mask holds no pixel that the model sees"
                            : "the mask holds the whole image, inside which everything lies");
        }
        double[] relevance = Arrays.stream(judged.pixels())
                .map(value -> switch (get(sign)) {
                    case ABSOLUTE -> Math.abs(value);
                    case POSITIVE -> Math.max(0, value);
                    case SIGNED -> value;
                })
                .toArray();
        double first = relevance[0];
        if (Arrays.stream(relevance).allMatch(value -> value == first)) {
            throw new UndefinedMetricException(
                    "every place has the same attribution (" + first + "), so that the map points nowhere");
        }
        return new Measured(rule.of(relevance, truth, get(K)));
    }
}
