package xai4j.evaluate;

import java.util.List;
import xai4j.explain.Option;
import xai4j.explain.Options;

/** What metrics with options share: a card, the options, withers by name. */
public abstract class ConfiguredMetric implements Metric {
    private final MetricCard card;
    private final Options options;
    private final List<String> aliases;

    /** Makes a metric; options at their defaults come from {@link Options#of}. */
    protected ConfiguredMetric(MetricCard card, Options options, String... aliases) {
        this.card = card;
        this.options = options;
        this.aliases = List.of(aliases);
    }

    /** The same metric with other options; usually {@code new Self(options)}. */
    protected abstract Metric copy(Options other);

    @Override
    public final MetricCard card() {
        return card;
    }

    @Override
    public final Options options() {
        return options;
    }

    @Override
    public final List<String> aliases() {
        return aliases;
    }

    @Override
    public final Metric set(String option, String value) {
        return copy(options.with(option, value));
    }

    /** The value of an option. */
    protected final <T> T get(Option<T> option) {
        return options.get(option);
    }

    @Override
    public double measure(Judged judged) {
        return evaluate(judged).value();
    }

    @Override
    public abstract Measured evaluate(Judged judged);
}
