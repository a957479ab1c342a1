package xai4j.attribution;

import java.util.Locale;
import xai4j.explain.Applicability;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;

/** Whether gradients of the input under a backward rule can be had from a model. */
public final class RuleApplicability {
    private RuleApplicability() {}

    /** Impossible where an operator has no such rule; approximate where the rule changes nothing. */
    public static Applicability of(DifferentiableModel model, BackwardRule rule) {
        return model.obstacle(Layer.INPUT, rule)
                .map(Applicability::impossible)
                .orElseGet(() -> changesNothing(model, rule)
                        ? Applicability.approximate("no ReLU is among the layers, so it may equal the plain gradient")
                        : Applicability.EXACT);
    }

    /** Guided backpropagation and deconvnet differ from the gradient at rectifiers only. */
    private static boolean changesNothing(DifferentiableModel model, BackwardRule rule) {
        return (rule instanceof BackwardRule.Guided || rule instanceof BackwardRule.Deconvnet)
                && model.layers().stream()
                        .map(layer -> layer.operator().toLowerCase(Locale.ROOT))
                        .noneMatch(operator -> operator.contains("relu") || operator.equals("clip"));
    }
}
