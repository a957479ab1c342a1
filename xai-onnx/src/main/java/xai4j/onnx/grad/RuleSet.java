package xai4j.onnx.grad;

import xai4j.model.BackwardRule;

/** One way for relevance to flow back: the rules of all operators and what they need beside the graph. */
interface RuleSet {
    /** Prepares the forward graph before the backward pass is written. */
    default void prepare(Backward backward) {}

    /** The rules. */
    RuleBook rules();

    /** The rule set that carries out a rule. */
    static RuleSet of(BackwardRule rule) {
        if (rule instanceof BackwardRule.Guided) {
            return () -> RuleBook.gradients().with(RectifierRules.guided());
        }
        if (rule instanceof BackwardRule.Deconvnet) {
            return () -> RuleBook.gradients().with(RectifierRules.deconvnet());
        }
        if (rule instanceof BackwardRule.Gradient) {
            return RuleBook::gradients;
        }
        throw new xai4j.model.ModelException(
                "the rule " + rule.getClass().getSimpleName() + " is not known for ONNX graphs");
    }
}
