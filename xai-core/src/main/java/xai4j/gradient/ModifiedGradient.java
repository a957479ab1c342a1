package xai4j.gradient;

import java.util.List;
import java.util.Optional;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;

/** What flows back to the input under another rule than the derivative: guided backpropagation, deconvnet. */
public final class ModifiedGradient extends InputAttribution<ModifiedGradient> {
    private final BackwardRule rule;

    ModifiedGradient(String method, BackwardRule rule, DifferentiableModel model) {
        this(method, rule, Setup.of(model, SCORE, BATCH_SIZE));
    }

    private ModifiedGradient(String method, BackwardRule rule, Setup<DifferentiableModel> setup) {
        super(method, setup);
        this.rule = rule;
    }

    @Override
    protected ModifiedGradient copy(Setup<DifferentiableModel> other) {
        return new ModifiedGradient(method(), rule, other);
    }

    @Override
    protected Optional<BackwardRule> soleRule(PreparedImage image) {
        return Optional.of(rule);
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        List<double[]> values = context.zeros();
        context.ask(rule, (i, t, gradient) -> {
            for (int j = 0; j < gradient.length; j++) {
                values.get(t)[j] = gradient[j];
            }
        });
        return Attributions.of(values);
    }
}
