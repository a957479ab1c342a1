package xai4j.djl.torch.script;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.Expression.Binary;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.Expression.Conditional;
import xai4j.djl.torch.script.Expression.Index;
import xai4j.djl.torch.script.Expression.Mapping;
import xai4j.djl.torch.script.Expression.Member;
import xai4j.djl.torch.script.Expression.Sequence;
import xai4j.djl.torch.script.Expression.Slice;
import xai4j.djl.torch.script.Expression.Unary;

/** Makes a changed tree of a tree; what a subclass does not change is copied. Types of parameters and attributes stay. */
public abstract class ScriptRewriter {
    /** For subclasses. */
    protected ScriptRewriter() {}

    /** A changed file. */
    public final ScriptFile file(ScriptFile file) {
        List<Object> items = new ArrayList<>();
        for (Object item : file.items()) {
            if (item instanceof ScriptClass type) {
                items.add(type(type));
            } else if (item instanceof ScriptFunction function) {
                items.add(function(function));
            } else {
                items.addAll(statement((Statement) item));
            }
        }
        return new ScriptFile(items);
    }

    private ScriptClass type(ScriptClass type) {
        var methods = new java.util.LinkedHashMap<>(type.methods());
        methods.replaceAll((name, method) -> function(method));
        return new ScriptClass(type.name(), type.base(), type.attributes(), type.settings(), methods);
    }

    private ScriptFunction function(ScriptFunction function) {
        return new ScriptFunction(function.name(), function.parameters(), function.returns(), block(function.body()));
    }

    /** Changed statements. */
    public final List<Statement> block(List<Statement> statements) {
        List<Statement> changed = new ArrayList<>();
        statements.forEach(statement -> changed.addAll(statement(statement)));
        return changed;
    }

    /** What stands in the place of a statement. */
    protected List<Statement> statement(Statement statement) {
        return List.of(withChangedParts(statement));
    }

    /** A statement with its expressions and blocks changed. */
    protected final Statement withChangedParts(Statement statement) {
        if (statement instanceof Statement.Assign assign) {
            return new Statement.Assign(
                    all(assign.targets()), assign.unpacks(), assign.type(), expression(assign.value()));
        }
        if (statement instanceof Statement.Evaluate evaluate) {
            return new Statement.Evaluate(expression(evaluate.value()));
        }
        if (statement instanceof Statement.Return result) {
            return new Statement.Return(optional(result.value()));
        }
        if (statement instanceof Statement.Branch branch) {
            Expression condition = expression(branch.condition());
            return new Statement.Branch(condition, block(branch.then()), block(branch.otherwise()));
        }
        if (statement instanceof Statement.Repeat repeat) {
            Expression values = expression(repeat.values());
            return new Statement.Repeat(repeat.variable(), values, block(repeat.body()));
        }
        if (statement instanceof Statement.While loop) {
            return new Statement.While(expression(loop.condition()), block(loop.body()));
        }
        if (statement instanceof Statement.With with) {
            return new Statement.With(expression(with.context()), with.variable(), block(with.body()));
        }
        return statement;
    }

    /** What stands in the place of an expression. */
    protected Expression expression(Expression expression) {
        return withChangedParts(expression);
    }

    /** An expression with its parts changed. */
    protected final Expression withChangedParts(Expression expression) {
        if (expression instanceof Member member) {
            return new Member(expression(member.object()), member.name());
        }
        if (expression instanceof Index index) {
            return new Index(expression(index.object()), all(index.indices()));
        }
        if (expression instanceof Call call) {
            return new Call(expression(call.callee()), arguments(call.arguments()));
        }
        if (expression instanceof Sequence sequence) {
            return new Sequence(sequence.isList(), all(sequence.items()));
        }
        if (expression instanceof Mapping mapping) {
            return new Mapping(all(mapping.keys()), all(mapping.values()));
        }
        return operation(expression);
    }

    private Expression operation(Expression expression) {
        if (expression instanceof Unary unary) {
            return new Unary(unary.operator(), expression(unary.operand()));
        }
        if (expression instanceof Binary binary) {
            return new Binary(binary.operator(), expression(binary.left()), expression(binary.right()));
        }
        if (expression instanceof Conditional conditional) {
            return new Conditional(
                    expression(conditional.value()),
                    expression(conditional.condition()),
                    expression(conditional.otherwise()));
        }
        if (expression instanceof Slice slice) {
            return new Slice(optional(slice.from()), optional(slice.to()));
        }
        return expression;
    }

    /** Changed arguments; keywords stay. */
    protected final List<Argument> arguments(List<Argument> arguments) {
        List<Argument> changed = new ArrayList<>();
        arguments.forEach(argument -> changed.add(new Argument(argument.keyword(), expression(argument.value()))));
        return changed;
    }

    private List<Expression> all(List<Expression> expressions) {
        List<Expression> changed = new ArrayList<>();
        expressions.forEach(expression -> changed.add(expression(expression)));
        return changed;
    }

    private @Nullable Expression optional(@Nullable Expression expression) {
        return expression == null ? null : expression(expression);
    }
}
