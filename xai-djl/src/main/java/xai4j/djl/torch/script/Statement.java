package xai4j.djl.torch.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One statement of a function, or a line outside of functions. */
public sealed interface Statement {
    /**
     * {@code target = value}, {@code a, b, = value}, or {@code target : type = value}.
     *
     * @param unpacks whether the value is taken apart, as a comma says
     * @param type the type that is said of the target
     */
    record Assign(
            List<Expression> targets,
            boolean unpacks,
            @Nullable Expression type,
            Expression value) implements Statement {
        /** Without a type. */
        public Assign(List<Expression> targets, boolean unpacks, Expression value) {
            this(targets, unpacks, null, value);
        }
    }

    /** An expression for its effect. */
    record Evaluate(Expression value) implements Statement {}

    /** {@code return value}. */
    record Return(@Nullable Expression value) implements Statement {}

    /** {@code if condition: … else: …}; no statements where there is no {@code else}. */
    record Branch(Expression condition, List<Statement> then, List<Statement> otherwise) implements Statement {}

    /** {@code for variable in values: …}. */
    record Repeat(Expression variable, Expression values, List<Statement> body) implements Statement {}

    /** {@code while condition: …}. */
    record While(Expression condition, List<Statement> body) implements Statement {}

    /** {@code with context: …}. */
    record With(Expression context, @Nullable Expression variable, List<Statement> body) implements Statement {}

    /** {@code pass}, {@code break}, {@code continue} or {@code import a.b}. */
    record Word(String text) implements Statement {}

    /** Does nothing. */
    Word PASS = new Word("pass");
}
