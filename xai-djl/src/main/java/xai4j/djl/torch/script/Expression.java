package xai4j.djl.torch.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression, or a type, which is written like one ({@code List[int]}). */
public sealed interface Expression {
    /** A name without dots. */
    record Name(String text) implements Expression {}

    /** A number (with its sign), a string in its quotation marks, {@code True}, {@code False} or {@code None}, as written. */
    record Literal(String text) implements Expression {}

    /** {@code object.name}. */
    record Member(Expression object, String name) implements Expression {}

    /** {@code object[index, …]}. */
    record Index(Expression object, List<Expression> indices) implements Expression {}

    /** {@code from:to} between the brackets of an index. */
    record Slice(@Nullable Expression from, @Nullable Expression to) implements Expression {}

    /** {@code callee(arguments)}. */
    record Call(Expression callee, List<Argument> arguments) implements Expression {}

    /** {@code (items)} or {@code [items]}. */
    record Sequence(boolean isList, List<Expression> items) implements Expression {}

    /** {@code {key: value, …}}; as many values as keys. */
    record Mapping(List<Expression> keys, List<Expression> values) implements Expression {}

    /** {@code -operand}, {@code ~operand} or {@code not operand}. */
    record Unary(String operator, Expression operand) implements Expression {}

    /** {@code left operator right}. */
    record Binary(String operator, Expression left, Expression right) implements Expression {}

    /** {@code value if condition else otherwise}. */
    record Conditional(Expression value, Expression condition, Expression otherwise) implements Expression {}

    /**
     * What a function is called with.
     *
     * @param keyword null for an argument that is known by its position
     */
    record Argument(@Nullable String keyword, Expression value) {
        /** An argument by position. */
        public static Argument of(Expression value) {
            return new Argument(null, value);
        }
    }

    /** A name with dots ({@code torch.add}) as text, or null for any other expression. */
    default @Nullable String path() {
        if (this instanceof Name name) {
            return name.text();
        }
        String object = this instanceof Member member ? member.object().path() : null;
        return object == null ? null : object + "." + ((Member) this).name();
    }

    /** Whether it is this word: a name, number or constant without anything around it. */
    default boolean is(String word) {
        return this instanceof Literal literal && literal.text().equals(word)
                || this instanceof Name name && name.text().equals(word);
    }

    /** The parts of an expression from left to right. */
    default List<Expression> parts() {
        if (this instanceof Member member) {
            return List.of(member.object());
        }
        if (this instanceof Index index) {
            return joined(List.of(index.object()), index.indices());
        }
        if (this instanceof Call call) {
            return joined(
                    List.of(call.callee()),
                    call.arguments().stream().map(Argument::value).toList());
        }
        if (this instanceof Sequence sequence) {
            return sequence.items();
        }
        if (this instanceof Mapping mapping) {
            return joined(mapping.keys(), mapping.values());
        }
        return operands();
    }

    private List<Expression> operands() {
        if (this instanceof Slice slice) {
            return java.util.stream.Stream.of(slice.from(), slice.to())
                    .filter(java.util.Objects::nonNull)
                    .toList();
        }
        if (this instanceof Unary unary) {
            return List.of(unary.operand());
        }
        if (this instanceof Binary binary) {
            return List.of(binary.left(), binary.right());
        }
        if (this instanceof Conditional conditional) {
            return List.of(conditional.value(), conditional.condition(), conditional.otherwise());
        }
        return List.of();
    }

    private static List<Expression> joined(List<Expression> first, List<Expression> second) {
        List<Expression> all = new java.util.ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** A string literal. */
    static Literal quoted(String text) {
        return new Literal('"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }
}
