package xai4j.gradient;

import java.util.List;
import java.util.Optional;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.explain.Option;
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;

/**
 * The class score's gradient with respect to the input (Simonyan et al. 2013), under the ordinary derivative, guided
 * backpropagation or deconvnet; as it is, its magnitude, or times the input.
 */
public final class Saliency extends InputAttribution<Saliency> {
    /** Whether the sign is dropped. */
    public static final Option<Boolean> ABSOLUTE =
            Option.flag("absolute", true, "magnitudes in place of signed values");

    private final BackwardRule rule;
    private final boolean timesInput;

    private Saliency(String method, BackwardRule rule, boolean timesInput, Setup<DifferentiableModel> setup) {
        super(method, setup);
        this.rule = rule;
        this.timesInput = timesInput;
    }

    static Saliency plain(DifferentiableModel model) {
        return new Saliency("saliency", BackwardRule.GRADIENT, false, Setup.of(model, SCORE, BATCH_SIZE, ABSOLUTE));
    }

    static Saliency timesInput(DifferentiableModel model) {
        return new Saliency("input-x-gradient", BackwardRule.GRADIENT, true, Setup.of(model, SCORE, BATCH_SIZE));
    }

    static Saliency under(String method, BackwardRule rule, DifferentiableModel model) {
        return new Saliency(method, rule, false, Setup.of(model, SCORE, BATCH_SIZE));
    }

    /** This explainer with or without sign. */
    public Saliency absolute(boolean magnitudes) {
        return with(ABSOLUTE, magnitudes);
    }

    @Override
    protected Saliency copy(Setup<DifferentiableModel> other) {
        return new Saliency(method(), rule, timesInput, other);
    }

    @Override
    protected Optional<BackwardRule> soleRule(PreparedImage image) {
        return Optional.of(rule);
    }

    @Override
    protected Attributions attribute(AttributionContext subject) {
        boolean magnitudes = options().known().contains(ABSOLUTE) && get(ABSOLUTE);
        List<double[]> values = subject.zeros();
        subject.ask(rule, (i, t, gradient) -> {
            for (int j = 0; j < gradient.length; j++) {
                double value = timesInput ? (double) gradient[j] * subject.x()[j] : gradient[j];
                values.get(t)[j] = magnitudes ? Math.abs(value) : value;
            }
        });
        return Attributions.of(values);
    }
}
