package xai4j.djl.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.Expression.Index;
import xai4j.djl.torch.script.Expression.Literal;
import xai4j.djl.torch.script.Expression.Name;
import xai4j.djl.torch.script.Expression.Sequence;
import xai4j.djl.torch.script.Expression.Unary;
import xai4j.djl.torch.script.ScriptFunction;
import xai4j.djl.torch.script.Statement;

/**
 * Infers types in printed TorchScript, which does not write them: as far as needed to tell tensors from numbers, since {@code
 * torch.mul} multiplies both.
 */
final class TorchTypes {
    static final Expression TENSOR = new Name("Tensor");
    static final Expression NUMBER = new Name("int");
    static final Expression UNKNOWN = new Name("?");

    private static final Set<String> NUMBERS = Set.of(
            "len",
            "dim",
            "numel",
            "item",
            "ord",
            "find",
            "join",
            "lower",
            "upper",
            "strip",
            "format",
            "equal",
            "device",
            "is_floating_point",
            "is_complex",
            "is_contiguous",
            "is_grad_enabled",
            "startswith",
            "endswith",
            "append",
            "insert",
            "extend",
            "clear",
            "warn",
            "isinstance",
            "range",
            "__is__",
            "__isnot__",
            "__contains__",
            "__not__",
            "__and__",
            "__or__",
            "_set_item");
    /** These give numbers of numbers, and tensors when any argument is one. */
    private static final Set<String> ARITHMETIC = Set.of(
            "add",
            "sub",
            "mul",
            "div",
            "floordiv",
            "floor_divide",
            "remainder",
            "fmod",
            "neg",
            "pow",
            "sqrt",
            "exp",
            "log",
            "abs",
            "floor",
            "ceil",
            "round",
            "sin",
            "cos",
            "tanh",
            "erf",
            "eq",
            "ne",
            "lt",
            "gt",
            "le",
            "ge");

    private static final Set<String> LISTS =
            Set.of("chunk", "split", "split_with_sizes", "unbind", "tensor_split", "meshgrid", "broadcast_tensors");
    private static final Set<String> TYPED = Set.of("annotate", "unchecked_cast");
    private static final Set<String> CASTS = Set.of("int", "float", "bool", "str");
    private static final Set<String> NUMBER_WORDS = Set.of("inf", "nan");

    private final Map<String, Expression> variables = new HashMap<>();
    private final Function<Expression, @Nullable Expression> elsewhere;

    /**
     * Starts with the parameters of a function.
     *
     * @param elsewhere the type of what only the surroundings know: attributes, and calls of methods and functions
     */
    TorchTypes(ScriptFunction function, Function<Expression, @Nullable Expression> elsewhere) {
        this.elsewhere = elsewhere;
        for (ScriptFunction.Parameter parameter : function.parameters()) {
            Expression type = parameter.type();
            variables.put(parameter.name(), type == null ? UNKNOWN : type);
        }
    }

    /** Notes an assignment. */
    void assign(Statement.Assign assignment) {
        Expression said = assignment.type();
        Expression type = said == null ? of(assignment.value()) : said;
        for (int i = 0; i < assignment.targets().size(); i++) {
            if (assignment.targets().get(i) instanceof Name name) {
                variables.put(name.text(), assignment.unpacks() ? element(type, i) : type);
            }
        }
    }

    /** The type of an expression, {@link #UNKNOWN} where it cannot be told; every number counts as {@link #NUMBER}. */
    Expression of(Expression value) {
        if (value instanceof Literal || value instanceof Name name && NUMBER_WORDS.contains(name.text())) {
            return NUMBER;
        }
        if (value instanceof Unary unary) {
            return of(unary.operand());
        }
        Expression known = elsewhere.apply(value);
        if (known != null) {
            return known;
        }
        String path = value.path();
        if (path != null) {
            return path.startsWith("CONSTANTS.") ? TENSOR : variables.getOrDefault(path, UNKNOWN);
        }
        if (value instanceof Sequence sequence) {
            return sequence(sequence);
        }
        if (value instanceof Index index) {
            boolean number = index.indices().get(0) instanceof Literal literal
                    && literal.text().matches("\\d{1,3}");
            int at = number ? Integer.parseInt(((Literal) index.indices().get(0)).text()) : 0;
            return element(of(index.object()), at);
        }
        return value instanceof Call call ? call(call) : UNKNOWN;
    }

    /** Whether an expression surely is no tensor. */
    boolean isNumber(Expression value) {
        Expression type = of(value);
        return !type.equals(TENSOR) && !type.equals(UNKNOWN);
    }

    /** Whether a type is a list of tensors. */
    static boolean isTensors(@Nullable Expression type) {
        return type instanceof Index list && isList(list) && list.indices().equals(List.of(TENSOR));
    }

    /** Whether a type holds a list of dictionaries, as networks give that find something in each of a list of pictures. */
    static boolean listsDictionaries(@Nullable Expression type) {
        boolean here = type instanceof Index list
                && isList(list)
                && list.indices().get(0) instanceof Index inner
                && inner.object().is("Dict");
        return here || type != null && type.parts().stream().anyMatch(TorchTypes::listsDictionaries);
    }

    /** Whether a type is, or holds, tensors. */
    static boolean holdsTensor(Expression type) {
        return type.equals(TENSOR) || type.parts().stream().anyMatch(TorchTypes::holdsTensor);
    }

    private Expression sequence(Sequence sequence) {
        List<Expression> items = sequence.items().stream().map(this::of).toList();
        if (!sequence.isList()) {
            return new Index(new Name("Tuple"), items);
        }
        return items.isEmpty() ? UNKNOWN : new Index(new Name("List"), items.subList(0, 1));
    }

    private static boolean isList(Expression type) {
        return type instanceof Index index && index.object().is("List");
    }

    private static Expression element(Expression type, int index) {
        if (!(type instanceof Index generic)) {
            return UNKNOWN;
        }
        if (isList(type)) {
            return generic.indices().get(0);
        }
        boolean within =
                generic.object().is("Tuple") && index < generic.indices().size();
        return within ? generic.indices().get(index) : UNKNOWN;
    }

    private Expression call(Call call) {
        String callee = call.callee().path();
        List<Argument> arguments = call.arguments();
        if (callee == null) {
            return UNKNOWN;
        }
        if (TYPED.contains(callee)) {
            return arguments.get(0).value();
        }
        if (CASTS.contains(callee)) {
            return NUMBER;
        }
        if (callee.startsWith("ops.prim.")) {
            return callee.endsWith(".NumToTensor") ? TENSOR : NUMBER;
        }
        return callee.startsWith("torch.") ? operator(callee.substring("torch.".length()), arguments) : UNKNOWN;
    }

    private Expression operator(String operator, List<Argument> arguments) {
        if (operator.equals("size")) {
            return arguments.size() == 1 ? new Index(new Name("List"), List.of(NUMBER)) : NUMBER;
        }
        if (NUMBERS.contains(operator)) {
            return NUMBER;
        }
        List<Expression> types =
                arguments.stream().map(argument -> of(argument.value())).toList();
        Expression first = types.isEmpty() ? NUMBER : types.get(0);
        if (operator.equals("slice") && isList(first)) {
            return first;
        }
        if (LISTS.contains(operator)) {
            return new Index(new Name("List"), List.of(TENSOR));
        }
        if (!ARITHMETIC.contains(operator)) {
            return TorchOperators.SEVERAL_RESULTS.contains(operator) ? UNKNOWN : TENSOR;
        }
        if (types.contains(TENSOR)) {
            return TENSOR;
        }
        if (isList(first) && operator.equals("add")) {
            return first;
        }
        return types.contains(UNKNOWN) ? UNKNOWN : NUMBER;
    }
}
