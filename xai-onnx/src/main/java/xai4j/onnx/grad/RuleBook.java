package xai4j.onnx.grad;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The rules of one way of going back, by operator; what a book does not name it refuses. */
final class RuleBook {
    private final Map<String, Rule> rules = new HashMap<>();
    private final String lacking;

    /**
     * A book without rules.
     *
     * @param lacking what is said of a differentiable operator that the book does not name
     */
    RuleBook(String lacking) {
        this.lacking = lacking;
    }

    /** Sets the rule of one or several operators. */
    RuleBook rule(Rule rule, String... operators) {
        for (String operator : operators) {
            rules.put(operator, rule);
        }
        return this;
    }

    /** Sets what becomes of every differentiable operator that the book does not name, once relevance reaches it. */
    RuleBook otherwise(Rule rule) {
        OperatorRules.all().keySet().forEach(operator -> rules.putIfAbsent(operator, rule));
        return this;
    }

    Optional<Rule> find(String qualifiedOperator) {
        return Optional.ofNullable(rules.get(qualifiedOperator));
    }

    /** Why an operator that {@link #find} does not find is refused. */
    String refusal(String qualifiedOperator) {
        boolean known = OperatorRules.all().containsKey(qualifiedOperator)
                || ProvidedRules.all().containsKey(qualifiedOperator);
        return known ? lacking : "it has no rule";
    }

    Set<String> operators() {
        return rules.keySet();
    }

    /** The ordinary derivatives of all operators that have one, those that users have brought included. */
    static RuleBook gradients() {
        RuleBook book = new RuleBook("it has no rule");
        OperatorRules.all().forEach((operator, rules) -> book.rule(rules.gradient(), operator));
        book.rules.putAll(ProvidedRules.all());
        return book;
    }

    /** The rules that the operators name for one book. */
    static <B> RuleBook of(B book, String lacking, Function<OperatorRules, BookRule<B>> column) {
        RuleBook rules = new RuleBook(lacking);
        OperatorRules.all().forEach((operator, line) -> {
            var rule = column.apply(line).rule();
            if (rule != null) {
                rules.rule(rule.apply(book, line.gradient()), operator);
            }
        });
        return rules;
    }
}
