package xai4j.djl.torch.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.Expression.Literal;
import xai4j.djl.torch.script.Expression.Sequence;
import xai4j.djl.torch.script.ScriptFunction.Parameter;
import xai4j.djl.torch.script.Token.Kind;

/** Parses source files: classes, functions and statements. */
public final class ScriptParser {
    private final TokenReader tokens;
    private final ExpressionParser expressions;

    private ScriptParser(String text) {
        this.tokens = new TokenReader(Tokenizer.tokens(text));
        this.expressions = new ExpressionParser(tokens);
    }

    /**
     * Parses a file.
     *
     * @param module its path with dots, which goes before the names of its classes
     * @throws ScriptException if it is not of the form in which TorchScript prints its source
     */
    public static ScriptFile file(String module, String text) {
        return new ScriptParser(text).items(module);
    }

    /** Parses one expression. */
    public static Expression expression(String text) {
        ScriptParser parser = new ScriptParser(text);
        Expression value = parser.expressions.tuple();
        parser.tokens.expect(Kind.LINE_END);
        parser.tokens.expect(Kind.END);
        return value;
    }

    /** Parses statements that stand at the margin. */
    public static List<Statement> statements(String text) {
        ScriptParser parser = new ScriptParser(text);
        List<Statement> statements = new ArrayList<>();
        while (!parser.tokens.at(Kind.END)) {
            statements.add(parser.statement());
        }
        return statements;
    }

    private ScriptFile items(String module) {
        List<Object> items = new ArrayList<>();
        while (!tokens.at(Kind.END)) {
            if (tokens.at("class")) {
                items.add(type(module));
            } else {
                items.add(tokens.at("def") ? function() : statement());
            }
        }
        return new ScriptFile(items);
    }

    private ScriptClass type(String module) {
        tokens.expect("class");
        String name = module + "." + tokens.expect(Kind.NAME);
        String base = "";
        if (tokens.take("(")) {
            base = tokens.at(Kind.NAME) ? tokens.next().text() : "";
            tokens.expect(")");
        }
        Map<String, ScriptClass.Attribute> attributes = new LinkedHashMap<>();
        List<Statement> settings = new ArrayList<>();
        Map<String, ScriptFunction> methods = new LinkedHashMap<>();
        openBlock();
        while (!endOfBlock()) {
            if (tokens.at("def")) {
                ScriptFunction method = function();
                methods.put(method.name(), method);
            } else if (tokens.at(Kind.NAME) && tokens.second().is(":")) {
                String attribute = tokens.next().text();
                tokens.expect(":");
                attributes.put(attribute, attribute());
            } else {
                setting(statement(), attributes, settings);
            }
        }
        return new ScriptClass(name, base, attributes, settings, methods);
    }

    private ScriptClass.Attribute attribute() {
        Expression type = expressions.expression();
        Expression value = tokens.take("=") ? expressions.tuple() : null;
        endLine();
        return new ScriptClass.Attribute(type, value);
    }

    /** An attribute whose name is no word is written {@code __annotations__["0"] = type}. */
    private static void setting(
            Statement statement, Map<String, ScriptClass.Attribute> attributes, List<Statement> settings) {
        if (statement == Statement.PASS) {
            return;
        }
        if (statement instanceof Statement.Assign assign
                && assign.targets().get(0) instanceof Expression.Index index
                && index.object().is("__annotations__")
                && index.indices().get(0) instanceof Literal key
                && key.text().length() > 1) {
            String name = key.text().substring(1, key.text().length() - 1);
            attributes.put(name, new ScriptClass.Attribute(assign.value(), null));
        } else {
            settings.add(statement);
        }
    }

    private ScriptFunction function() {
        tokens.expect("def");
        String name = tokens.expect(Kind.NAME);
        tokens.expect("(");
        List<Parameter> parameters = new ArrayList<>();
        while (!tokens.take(")")) {
            String parameter = tokens.expect(Kind.NAME);
            Expression type = tokens.take(":") ? expressions.expression() : null;
            Expression value = tokens.take("=") ? expressions.expression() : null;
            parameters.add(new Parameter(parameter, type, value));
            if (!tokens.at(")")) {
                tokens.expect(",");
            }
        }
        Expression returns = tokens.take("->") ? expressions.expression() : null;
        return new ScriptFunction(name, parameters, returns, block());
    }

    private List<Statement> block() {
        openBlock();
        List<Statement> statements = new ArrayList<>();
        while (!endOfBlock()) {
            statements.add(statement());
        }
        return statements;
    }

    private void openBlock() {
        tokens.expect(":");
        tokens.expect(Kind.LINE_END);
        tokens.expect(Kind.INDENT);
    }

    private boolean endOfBlock() {
        if (tokens.at(Kind.END)) {
            throw new ScriptException("a block without end", tokens.peek());
        }
        boolean end = tokens.at(Kind.DEDENT);
        if (end) {
            tokens.next();
        }
        return end;
    }

    private Statement statement() {
        Token token = tokens.peek();
        if (token.kind() != Kind.NAME) {
            return simple();
        }
        return switch (token.text()) {
            case "if" -> branch();
            case "for" -> repeat();
            case "while" -> {
                tokens.next();
                Expression condition = expressions.expression();
                yield new Statement.While(condition, block());
            }
            case "with" -> with();
            case "return" -> {
                tokens.next();
                Expression value = tokens.at(Kind.LINE_END) ? null : expressions.tuple();
                endLine();
                yield new Statement.Return(value);
            }
            case "pass", "break", "continue" -> {
                tokens.next();
                endLine();
                yield token.is("pass") ? Statement.PASS : new Statement.Word(token.text());
            }
            case "import" -> {
                tokens.next();
                String path = String.valueOf(expressions.expression().path());
                endLine();
                yield new Statement.Word("import " + path);
            }
            default -> simple();
        };
    }

    private Statement simple() {
        Expression first = expressions.tuple();
        Statement statement;
        if (tokens.take(":")) {
            Expression type = expressions.expression();
            tokens.expect("=");
            statement = assign(first, type);
        } else {
            statement = tokens.take("=") ? assign(first, null) : new Statement.Evaluate(first);
        }
        endLine();
        return statement;
    }

    private Statement assign(Expression target, @Nullable Expression type) {
        boolean unpacks = target instanceof Sequence;
        List<Expression> targets = target instanceof Sequence several ? several.items() : List.of(target);
        for (Expression part : targets) {
            boolean assignable = part instanceof Expression.Name
                    || part instanceof Expression.Member
                    || part instanceof Expression.Index;
            if (!assignable) {
                throw new ScriptException("nothing can be assigned to this", tokens.peek());
            }
        }
        return new Statement.Assign(targets, unpacks, type, expressions.tuple());
    }

    private Statement branch() {
        tokens.expect("if");
        Expression condition = expressions.expression();
        List<Statement> then = block();
        List<Statement> otherwise = tokens.take("else") ? block() : List.of();
        return new Statement.Branch(condition, then, otherwise);
    }

    private Statement repeat() {
        tokens.expect("for");
        Expression variable = new Expression.Name(tokens.expect(Kind.NAME));
        tokens.expect("in");
        Expression values = expressions.expression();
        return new Statement.Repeat(variable, values, block());
    }

    private Statement with() {
        tokens.expect("with");
        Expression context = expressions.expression();
        @Nullable Expression variable = tokens.take("as") ? new Expression.Name(tokens.expect(Kind.NAME)) : null;
        return new Statement.With(context, variable, block());
    }

    private void endLine() {
        tokens.expect(Kind.LINE_END);
    }
}
