package xai4j.onnx.grad;

import java.util.HashMap;
import java.util.Map;

/**
 * What one operator says about each way of going back. It says all of it in one line of its family; nothing is taken over
 * from another way: an operator with a derivative has no relevance rule until its line names one.
 *
 * @param gradient the derivative
 * @param deepLift the multiplier of DeepLIFT
 * @param lrp how relevance is shared
 */
record OperatorRules(Rule gradient, BookRule<DeepLift> deepLift, BookRule<Lrp> lrp) {
    /** DeepLIFT's multiplier of a linear operator is its derivative. */
    static final BookRule<DeepLift> LINEAR = BookRule.of("linear", (book, gradient) -> gradient);

    /** DeepLIFT's rescale rule: the change of the output over the change of the input. */
    static final BookRule<DeepLift> RESCALED = BookRule.of("rescale", DeepLift::rescale);

    /** Relevance passes unchanged, as through an activation function. */
    static final BookRule<Lrp> PASSED =
            BookRule.of("pass", (book, gradient) -> context -> context.add(0, context.dy()));

    /** Relevance follows its element to where it came from; that is what the derivative does. */
    static final BookRule<Lrp> MOVED = BookRule.of("move", (book, gradient) -> gradient);

    /** Relevance is shared in proportion to the contributions to a weighted sum. */
    static final BookRule<Lrp> SHARED = BookRule.of("share", Lrp::shared);

    /** All operators with a derivative, by qualified name. */
    static Map<String, OperatorRules> all() {
        return Table.ALL;
    }

    /** Operators of one family with their rules, under construction. */
    static final class Family {
        private final Map<String, OperatorRules> rules = new HashMap<>();

        /** Operators that can be differentiated, and nothing else: DeepLIFT and LRP refuse them by name. */
        Family add(Rule gradient, String... operators) {
            return add(gradient, BookRule.none(), BookRule.none(), operators);
        }

        /** Operators with a rule for each way. */
        Family add(Rule gradient, BookRule<DeepLift> deepLift, BookRule<Lrp> lrp, String... operators) {
            for (String operator : operators) {
                if (rules.put(operator, new OperatorRules(gradient, deepLift, lrp)) != null) {
                    throw new IllegalStateException(operator + " has two lines");
                }
            }
            return this;
        }

        private Family add(Family other) {
            other.rules.forEach((operator, rule) -> add(rule.gradient, rule.deepLift, rule.lrp, operator));
            return this;
        }
    }

    /** Made when it is first needed. */
    private static final class Table {
        static final Map<String, OperatorRules> ALL = Map.copyOf(new Family()
                .add(ActivationRules.family())
                .add(ArithmeticRules.family())
                .add(ConvolutionRules.family())
                .add(MatrixRules.family())
                .add(PoolingRules.family())
                .add(ReductionRules.family())
                .add(MovementRules.family())
                .add(SelectionRules.family())
                .add(NormalizationRules.family())
                .add(ResizeRules.family())
                .rules);
    }
}
