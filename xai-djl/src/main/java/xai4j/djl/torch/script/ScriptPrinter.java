package xai4j.djl.torch.script;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.Expression.Binary;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.Expression.Conditional;
import xai4j.djl.torch.script.Expression.Index;
import xai4j.djl.torch.script.Expression.Literal;
import xai4j.djl.torch.script.Expression.Mapping;
import xai4j.djl.torch.script.Expression.Member;
import xai4j.djl.torch.script.Expression.Name;
import xai4j.djl.torch.script.Expression.Sequence;
import xai4j.djl.torch.script.Expression.Slice;
import xai4j.djl.torch.script.Expression.Unary;

/** Writes trees as source that the engine reads: what was parsed comes out with the same meaning. */
public final class ScriptPrinter {
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_]*");

    private final StringBuilder out = new StringBuilder();

    private ScriptPrinter() {}

    /** The text of a file. */
    public static String print(ScriptFile file) {
        ScriptPrinter printer = new ScriptPrinter();
        for (Object item : file.items()) {
            if (item instanceof ScriptClass type) {
                printer.type(type);
            } else if (item instanceof ScriptFunction function) {
                printer.function(function, "");
            } else {
                printer.statement((Statement) item, "");
            }
        }
        return printer.out.toString();
    }

    private void line(String margin, String text) {
        out.append(margin).append(text).append('\n');
    }

    private void type(ScriptClass type) {
        line("", "class " + type.simpleName() + (type.base().isEmpty() ? "" : "(" + type.base() + ")") + ":");
        type.settings().forEach(setting -> statement(setting, "  "));
        type.attributes().forEach((name, attribute) -> attribute(name, attribute));
        type.methods().values().forEach(method -> function(method, "  "));
        if (type.settings().isEmpty()
                && type.attributes().isEmpty()
                && type.methods().isEmpty()) {
            line("  ", "pass");
        }
    }

    private void attribute(String name, ScriptClass.Attribute attribute) {
        String type = print(attribute.type());
        if (!WORD.matcher(name).matches()) {
            line("  ", "__annotations__[\"" + name + "\"] = " + type);
            return;
        }
        Expression value = attribute.value();
        line("  ", name + " : " + type + (value == null ? "" : " = " + print(value)));
    }

    private void function(ScriptFunction function, String margin) {
        String parameters =
                function.parameters().stream().map(ScriptPrinter::parameter).collect(Collectors.joining(", "));
        Expression returns = function.returns();
        line(
                margin,
                "def " + function.name() + "(" + parameters + ")" + (returns == null ? "" : " -> " + print(returns))
                        + ":");
        block(function.body(), margin);
    }

    private static String parameter(ScriptFunction.Parameter parameter) {
        Expression type = parameter.type();
        Expression value = parameter.value();
        return parameter.name() + (type == null ? "" : ": " + print(type)) + (value == null ? "" : "=" + print(value));
    }

    private void block(List<Statement> statements, String margin) {
        String deeper = margin + "  ";
        if (statements.isEmpty()) {
            line(deeper, "pass");
        }
        statements.forEach(statement -> statement(statement, deeper));
    }

    private void statement(Statement statement, String margin) {
        if (statement instanceof Statement.Assign assign) {
            Expression type = assign.type();
            line(margin, targets(assign) + (type == null ? "" : " : " + print(type)) + " = " + print(assign.value()));
        } else if (statement instanceof Statement.Evaluate evaluate) {
            line(margin, print(evaluate.value()));
        } else if (statement instanceof Statement.Return result) {
            Expression value = result.value();
            line(margin, value == null ? "return" : "return " + print(value));
        } else if (statement instanceof Statement.Branch branch) {
            line(margin, "if " + print(branch.condition()) + ":");
            block(branch.then(), margin);
            if (!branch.otherwise().isEmpty()) {
                line(margin, "else:");
                block(branch.otherwise(), margin);
            }
        } else {
            loop(statement, margin);
        }
    }

    private void loop(Statement statement, String margin) {
        if (statement instanceof Statement.Repeat repeat) {
            line(margin, "for " + print(repeat.variable()) + " in " + print(repeat.values()) + ":");
            block(repeat.body(), margin);
        } else if (statement instanceof Statement.While loop) {
            line(margin, "while " + print(loop.condition()) + ":");
            block(loop.body(), margin);
        } else if (statement instanceof Statement.With with) {
            Expression variable = with.variable();
            line(margin, "with " + print(with.context()) + (variable == null ? "" : " as " + print(variable)) + ":");
            block(with.body(), margin);
        } else {
            line(margin, ((Statement.Word) statement).text());
        }
    }

    private static String targets(Statement.Assign assign) {
        String joined = joined(assign.targets());
        return assign.unpacks() ? joined + "," : joined;
    }

    /** The text of an expression. */
    public static String print(Expression expression) {
        if (expression instanceof Name name) {
            return name.text();
        }
        if (expression instanceof Literal literal) {
            return literal.text();
        }
        if (expression instanceof Member member) {
            return object(member.object()) + "." + member.name();
        }
        if (expression instanceof Index index) {
            return object(index.object()) + "[" + joined(index.indices()) + "]";
        }
        if (expression instanceof Call call) {
            return object(call.callee()) + "(" + joined(call.arguments(), ScriptPrinter::print) + ")";
        }
        if (expression instanceof Sequence sequence) {
            return sequence(sequence);
        }
        return operation(expression);
    }

    /** What may stand before a dot or a bracket as it is, or else in brackets. */
    private static String object(Expression expression) {
        boolean plain = expression instanceof Name
                || expression instanceof Member
                || expression instanceof Sequence sequence && sequence.isList();
        return plain ? print(expression) : "(" + print(expression) + ")";
    }

    private static String sequence(Sequence sequence) {
        String items = joined(sequence.items());
        if (sequence.isList()) {
            return "[" + items + "]";
        }
        return "(" + items + (sequence.items().size() == 1 ? ",)" : ")");
    }

    private static String operation(Expression expression) {
        if (expression instanceof Binary binary) {
            return "(" + print(binary.left()) + " " + binary.operator() + " " + print(binary.right()) + ")";
        }
        if (expression instanceof Unary unary) {
            return "(" + unary.operator() + " " + print(unary.operand()) + ")";
        }
        if (expression instanceof Conditional conditional) {
            return "(" + print(conditional.value()) + " if " + print(conditional.condition()) + " else "
                    + print(conditional.otherwise()) + ")";
        }
        if (expression instanceof Slice slice) {
            return optional(slice.from()) + ":" + optional(slice.to());
        }
        Mapping mapping = (Mapping) expression;
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < mapping.keys().size(); i++) {
            entries.append(i == 0 ? "" : ", ")
                    .append(print(mapping.keys().get(i)))
                    .append(": ")
                    .append(print(mapping.values().get(i)));
        }
        return "{" + entries + "}";
    }

    private static String optional(@Nullable Expression expression) {
        return expression == null ? "" : print(expression);
    }

    private static String print(Argument argument) {
        return (argument.keyword() == null ? "" : argument.keyword() + "=") + print(argument.value());
    }

    private static String joined(List<Expression> expressions) {
        return joined(expressions, ScriptPrinter::print);
    }

    private static <T> String joined(List<T> items, Function<T, String> text) {
        return items.stream().map(text).collect(Collectors.joining(", "));
    }
}
