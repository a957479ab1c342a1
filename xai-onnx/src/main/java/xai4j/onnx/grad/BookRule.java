package xai4j.onnx.grad;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rule of an operator in a book whose rules need what one sweep has found out: the baseline pass of DeepLIFT, the
 * composite of LRP.
 *
 * @param word what the documentation calls it; empty when there is none
 * @param rule makes the rule, given the book and the operator's derivative; none where the book refuses the operator
 * @param <B> the book
 */
record BookRule<B>(String word, @Nullable BiFunction<B, Rule, Rule> rule) {
    /** No rule: the book refuses the operator by name. */
    static <B> BookRule<B> none() {
        return new BookRule<>("", null);
    }

    static <B> BookRule<B> of(String word, BiFunction<B, Rule, Rule> rule) {
        return new BookRule<>(word, rule);
    }

    /** A rule of the operator's own. */
    static <B> BookRule<B> own(Application<B> application) {
        return of("own", (book, gradient) -> context -> application.apply(book, context));
    }

    /** How a book's own rule passes a node. */
    @FunctionalInterface
    interface Application<B> {
        void apply(B book, BackwardContext context);
    }
}
