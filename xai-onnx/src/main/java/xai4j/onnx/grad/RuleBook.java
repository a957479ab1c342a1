package xai4j.onnx.grad;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules by operator: the one place where an operator becomes differentiable. */
final class RuleBook {
    private final Map<String, Rule> rules = new HashMap<>();

    /** Sets the rule of one or several operators. */
    RuleBook rule(Rule rule, String... operators) {
        for (String operator : operators) {
            rules.put(operator, rule);
        }
        return this;
    }

    /** Takes over all rules of another book; they replace rules of the same operators. */
    RuleBook with(RuleBook other) {
        rules.putAll(other.rules);
        return this;
    }

    Optional<Rule> find(String qualifiedOperator) {
        return Optional.ofNullable(rules.get(qualifiedOperator));
    }

    Set<String> operators() {
        return rules.keySet();
    }

    /** The ordinary derivatives of all operators that have one. */
    static RuleBook gradients() {
        return new RuleBook()
                .with(ActivationRules.book())
                .with(ArithmeticRules.book())
                .with(ConvolutionRules.book())
                .with(MatrixRules.book())
                .with(PoolingRules.book())
                .with(ReductionRules.book())
                .with(MovementRules.book())
                .with(SelectionRules.book())
                .with(NormalizationRules.book())
                .with(ResizeRules.book());
    }
}
