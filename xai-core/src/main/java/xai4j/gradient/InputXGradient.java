package xai4j.gradient;

import java.util.List;
import java.util.Optional;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;

/** Input times gradient (Shrikumar et al. 2016): the first-order share of each input value in the score. */
public final class InputXGradient extends InputAttribution<InputXGradient> {
    InputXGradient(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE));
    }

    private InputXGradient(Setup<DifferentiableModel> setup) {
        super("input-x-gradient", setup);
    }

    @Override
    protected InputXGradient copy(Setup<DifferentiableModel> other) {
        return new InputXGradient(other);
    }

    @Override
    protected Optional<BackwardRule> soleRule(PreparedImage image) {
        return Optional.of(BackwardRule.GRADIENT);
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        List<double[]> values = context.zeros();
        context.ask(BackwardRule.GRADIENT, (i, t, gradient) -> {
            for (int j = 0; j < gradient.length; j++) {
                values.get(t)[j] = (double) gradient[j] * context.x()[j];
            }
        });
        return Attributions.of(values);
    }
}
