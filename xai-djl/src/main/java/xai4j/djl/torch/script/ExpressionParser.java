package xai4j.djl.torch.script;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import xai4j.djl.torch.script.Token.Kind;

/**
 * Parses expressions by precedence climbing. Trees that are deeper than {@value #MAX_DEPTH} are refused, by brackets as by long chains
 * ({@code a + b + …}): the engine compiles recursively, and too deep a tree would end the process.
 */
final class ExpressionParser {
    static final int MAX_DEPTH = 200;

    private static final Map<String, Integer> PRECEDENCE = Map.ofEntries(
            Map.entry("or", 1),
            Map.entry("and", 2),
            Map.entry("in", 4),
            Map.entry("not in", 4),
            Map.entry("is", 4),
            Map.entry("is not", 4),
            Map.entry("==", 4),
            Map.entry("!=", 4),
            Map.entry("<", 4),
            Map.entry("<=", 4),
            Map.entry(">", 4),
            Map.entry(">=", 4),
            Map.entry("|", 5),
            Map.entry("^", 6),
            Map.entry("&", 7),
            Map.entry("<<", 8),
            Map.entry(">>", 8),
            Map.entry("+", 9),
            Map.entry("-", 9),
            Map.entry("*", 10),
            Map.entry("/", 10),
            Map.entry("//", 10),
            Map.entry("%", 10),
            Map.entry("@", 10));
    private static final int NOT = 3;
    private static final int SIGN = 11;
    private static final Set<String> CONSTANTS = Set.of("True", "False", "None");
    private static final Set<String> RESERVED = Set.of(
            "if", "else", "elif", "for", "while", "in", "is", "not", "and", "or", "def", "class", "return", "lambda",
            "with", "as", "pass", "import", "del", "global", "try", "except", "raise", "yield", "assert");

    private final TokenReader tokens;
    /** Depths of trees that are deeper than a leaf. */
    private final IdentityHashMap<Expression, Integer> depths = new IdentityHashMap<>();

    private int nesting;

    ExpressionParser(TokenReader tokens) {
        this.tokens = tokens;
    }

    /** An expression without commas at its top. */
    Expression expression() {
        enter();
        Expression value = binary(1);
        if (tokens.take("if")) {
            Expression condition = binary(1);
            tokens.expect("else");
            Expression otherwise = expression();
            value = node(new Conditional(value, condition, otherwise));
        }
        nesting--;
        return value;
    }

    /** An expression, or several separated by commas, which are a tuple. */
    Expression tuple() {
        Expression first = expression();
        if (!tokens.at(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.take(",") && !tokens.at(Kind.LINE_END) && !tokens.at("=")) {
            items.add(expression());
        }
        return node(new Sequence(false, items));
    }

    private void enter() {
        if (++nesting > MAX_DEPTH) {
            throw tooDeep();
        }
    }

    private ScriptException tooDeep() {
        return new ScriptException("operators are nested more than " + MAX_DEPTH + " deep", tokens.peek());
    }

    private <T extends Expression> T node(T made) {
        int depth = 1;
        for (Expression part : made.parts()) {
            depth = Math.max(depth, 1 + depths.getOrDefault(part, 1));
        }
        if (depth > MAX_DEPTH) {
            throw tooDeep();
        }
        depths.put(made, depth);
        return made;
    }

    private Expression binary(int lowest) {
        Expression left = unary();
        for (String operator = operator(); operator != null; operator = operator()) {
            int precedence = PRECEDENCE.getOrDefault(operator, 0);
            if (precedence < lowest) {
                return left;
            }
            tokens.next();
            if (operator.contains(" ")) {
                tokens.next();
            }
            left = node(new Binary(operator, left, binary(precedence + 1)));
        }
        return left;
    }

    /** The operator that comes next, or null when none does. */
    private @Nullable String operator() {
        Token token = tokens.peek();
        if (token.is("not") && tokens.second().is("in")) {
            return "not in";
        }
        if (token.is("is") && tokens.second().is("not")) {
            return "is not";
        }
        return PRECEDENCE.containsKey(token.text()) && token.is(token.text()) ? token.text() : null;
    }

    private Expression unary() {
        if (tokens.at("^")) {
            throw new ScriptException("a call of a Python function, which cannot be run", tokens.peek());
        }
        boolean not = tokens.at("not");
        if (!not && !tokens.at("-") && !tokens.at("~") && !tokens.at("+")) {
            return power();
        }
        enter();
        String operator = tokens.next().text();
        boolean number = operator.equals("-") && tokens.at(Kind.NUMBER);
        Expression operand = binary(not ? NOT : SIGN);
        nesting--;
        boolean folds = number && operand instanceof Literal;
        return folds ? new Literal("-" + ((Literal) operand).text()) : node(new Unary(operator, operand));
    }

    private Expression power() {
        Expression base = postfix(primary());
        if (!tokens.take("**")) {
            return base;
        }
        enter();
        Expression exponent = unary();
        nesting--;
        return node(new Binary("**", base, exponent));
    }

    private Expression postfix(Expression primary) {
        Expression value = primary;
        while (true) {
            if (tokens.take(".")) {
                value = node(new Member(value, tokens.expect(Kind.NAME)));
            } else if (tokens.take("(")) {
                value = node(new Call(value, arguments()));
            } else if (tokens.take("[")) {
                value = node(new Index(value, indices()));
            } else {
                return value;
            }
        }
    }

    private List<Argument> arguments() {
        List<Argument> arguments = new ArrayList<>();
        while (!tokens.take(")")) {
            boolean named = tokens.at(Kind.NAME) && tokens.second().is("=");
            String keyword = named ? tokens.next().text() : null;
            if (named) {
                tokens.expect("=");
            }
            arguments.add(new Argument(keyword, expression()));
            commaOr(")");
        }
        return arguments;
    }

    private List<Expression> indices() {
        List<Expression> indices = new ArrayList<>();
        while (!tokens.take("]")) {
            Expression from = tokens.at(":") ? null : expression();
            if (tokens.take(":")) {
                boolean open = tokens.at("]") || tokens.at(",");
                indices.add(node(new Slice(from, open ? null : expression())));
            } else if (from != null) {
                indices.add(from);
            }
            commaOr("]");
        }
        return indices;
    }

    private void commaOr(String closing) {
        if (!tokens.at(closing)) {
            tokens.expect(",");
        }
    }

    private Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NUMBER, STRING -> new Literal(token.text());
            case NAME -> word(token);
            default -> bracketed(token);
        };
    }

    private static Expression word(Token token) {
        if (CONSTANTS.contains(token.text())) {
            return new Literal(token.text());
        }
        if (RESERVED.contains(token.text())) {
            throw new ScriptException("expected a value", token);
        }
        return new Name(token.text());
    }

    private Expression bracketed(Token token) {
        if (token.is("{")) {
            return mapping();
        }
        if (!token.is("(") && !token.is("[")) {
            throw new ScriptException("expected a value", token);
        }
        boolean list = token.is("[");
        String closing = list ? "]" : ")";
        List<Expression> items = new ArrayList<>();
        boolean comma = false;
        while (!tokens.take(closing)) {
            items.add(expression());
            comma = tokens.at(",");
            commaOr(closing);
        }
        return !list && items.size() == 1 && !comma ? items.get(0) : node(new Sequence(list, items));
    }

    private Expression mapping() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.take("}")) {
            keys.add(expression());
            tokens.expect(":");
            values.add(expression());
            commaOr("}");
        }
        return node(new Mapping(keys, values));
    }
}
