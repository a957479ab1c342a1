package xai4j.gradient;

import java.util.List;
import java.util.Optional;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.explain.Option;
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;

/** The class score's gradient with respect to the input (Simonyan et al. 2013): its magnitude, or as it is. */
public final class Saliency extends InputAttribution<Saliency> {
    /** Whether the sign is dropped. Option {@code absolute}, {@code true} by default. */
    public static final Option<Boolean> ABSOLUTE =
            Option.flag("absolute", true, "magnitudes in place of signed values");

    Saliency(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE, ABSOLUTE));
    }

    private Saliency(Setup<DifferentiableModel> setup) {
        super("saliency", setup);
    }

    /** This explainer with or without sign. */
    public Saliency absolute(boolean magnitudes) {
        return with(ABSOLUTE, magnitudes);
    }

    @Override
    protected Saliency copy(Setup<DifferentiableModel> other) {
        return new Saliency(other);
    }

    @Override
    protected Optional<BackwardRule> soleRule(PreparedImage image) {
        return Optional.of(BackwardRule.GRADIENT);
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        boolean magnitudes = get(ABSOLUTE);
        List<double[]> values = context.zeros();
        context.ask(BackwardRule.GRADIENT, (i, t, gradient) -> {
            for (int j = 0; j < gradient.length; j++) {
                values.get(t)[j] = magnitudes ? Math.abs(gradient[j]) : gradient[j];
            }
        });
        return Attributions.of(values);
    }
}
