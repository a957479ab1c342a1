package xai4j.djl.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Infers types in printed TorchScript, which does not write them: as far as needed to tell tensors from numbers, since {@code
 * torch.mul} multiplies both.
 */
final class TorchTypes {
    static final String TENSOR = "Tensor";
    static final String NUMBER = "int";
    static final String UNKNOWN = "?";

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
    private static final Pattern NAME = Pattern.compile("^[\\w.]+$");
    private static final Pattern KEYWORD = Pattern.compile("^\\w+=(?!=)");
    private static final Pattern LITERAL =
            Pattern.compile("^(-?\\d.*|-?inf|nan|True|False|None|\".*\"|'.*')$", Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile("^([\\w.]+)\\(");
    private static final Pattern TYPED = Pattern.compile("^(?:annotate|unchecked_cast)$");

    private final Map<String, String> variables = new HashMap<>();
    private final Function<String, @Nullable String> elsewhere;

    /**
     * Starts with the parameters of a function.
     *
     * @param elsewhere the type of what only the surroundings know: attributes, and calls of methods and functions
     */
    TorchTypes(TorchFunction function, Function<String, @Nullable String> elsewhere) {
        this.elsewhere = elsewhere;
        for (String parameter : function.parameters()) {
            String[] parts = parameter.split(":", 2);
            String type = parts.length > 1 ? parts[1].strip() : UNKNOWN;
            int value = type.indexOf('=');
            variables.put(
                    parts[0].strip(),
                    value < 0 ? type : type.substring(0, value).strip());
        }
    }

    /** Notes an assignment of an expression to one name, or to several separated by commas. */
    void assign(String names, String expression) {
        String type = of(expression);
        List<String> targets = TorchText.arguments("(" + names + ")", 0, names.length() + 1);
        if (targets.size() == 1 && !names.strip().endsWith(",")) {
            variables.put(targets.get(0), type);
            return;
        }
        for (int i = 0; i < targets.size(); i++) {
            variables.put(targets.get(i), element(type, i));
        }
    }

    /** The type of an expression, {@link #UNKNOWN} where it cannot be told; every number counts as {@link #NUMBER}. */
    String of(String expression) {
        String text = KEYWORD.matcher(expression.strip()).replaceFirst("");
        String known = LITERAL.matcher(text).matches() ? NUMBER : elsewhere.apply(text);
        if (known != null) {
            return known;
        }
        if (NAME.matcher(text).matches()) {
            return text.startsWith("CONSTANTS.") ? TENSOR : variables.getOrDefault(text, UNKNOWN);
        }
        if (text.startsWith("[") && TorchText.closing(text, 0) == text.length() - 1) {
            List<String> items = TorchText.arguments(text, 0, text.length() - 1);
            return items.isEmpty() ? UNKNOWN : "List[" + of(items.get(0)) + "]";
        }
        Matcher call = CALL.matcher(text);
        if (call.find()) {
            int close = TorchText.closing(text, call.end() - 1);
            String type = call(call.group(1), TorchText.arguments(text, call.end() - 1, close));
            return followed(type, text, close);
        }
        return text.startsWith("(") ? bracketed(text) : indexed(text);
    }

    /** Whether an expression surely is no tensor. */
    boolean isNumber(String expression) {
        String type = of(expression);
        return !type.equals(TENSOR) && !type.equals(UNKNOWN);
    }

    private String bracketed(String text) {
        int close = TorchText.closing(text, 0);
        List<String> parts = TorchText.arguments(text, 0, close);
        String type = parts.size() == 1
                ? of(parts.get(0))
                : "Tuple[" + String.join(", ", parts.stream().map(this::of).toList()) + "]";
        return followed(type, text, close);
    }

    private String indexed(String text) {
        int open = text.indexOf('[');
        return open > 0 && NAME.matcher(text.substring(0, open)).matches()
                ? followed(of(text.substring(0, open)), text, open - 1)
                : UNKNOWN;
    }

    /** The type when nothing stands behind a position, or an index does. */
    private static String followed(String type, String text, int last) {
        if (last == text.length() - 1) {
            return type;
        }
        boolean index = text.charAt(last + 1) == '[' && TorchText.closing(text, last + 1) == text.length() - 1;
        String number = index ? text.substring(last + 2, text.length() - 1) : "";
        return index ? element(type, number.matches("\\d{1,3}") ? Integer.parseInt(number) : 0) : UNKNOWN;
    }

    private static String element(String type, int index) {
        int open = type.indexOf('[');
        if (open < 0 || !type.endsWith("]")) {
            return UNKNOWN;
        }
        List<String> inner = TorchText.arguments(type, open, type.length() - 1);
        if (type.startsWith("List[")) {
            return inner.get(0);
        }
        return type.startsWith("Tuple[") && index < inner.size() ? inner.get(index) : UNKNOWN;
    }

    private String call(String callee, List<String> arguments) {
        if (TYPED.matcher(callee).matches()) {
            return arguments.get(0);
        }
        if (Set.of("int", "float", "bool", "str").contains(callee)) {
            return NUMBER;
        }
        if (callee.startsWith("ops.prim.")) {
            return callee.endsWith(".NumToTensor") ? TENSOR : NUMBER;
        }
        return callee.startsWith("torch.") ? operator(callee.substring("torch.".length()), arguments) : UNKNOWN;
    }

    private String operator(String operator, List<String> arguments) {
        if (operator.equals("size")) {
            return arguments.size() == 1 ? "List[int]" : NUMBER;
        }
        if (NUMBERS.contains(operator)) {
            return NUMBER;
        }
        String first = arguments.isEmpty() ? NUMBER : of(arguments.get(0));
        if (operator.equals("slice") && first.startsWith("List[")) {
            return first;
        }
        if (LISTS.contains(operator)) {
            return "List[Tensor]";
        }
        if (!ARITHMETIC.contains(operator)) {
            return TorchOperators.SEVERAL_RESULTS.contains(operator) ? UNKNOWN : TENSOR;
        }
        List<String> types = arguments.stream().map(this::of).toList();
        if (types.contains(TENSOR)) {
            return TENSOR;
        }
        if (first.startsWith("List[") && operator.equals("add")) {
            return first;
        }
        return types.contains(UNKNOWN) ? UNKNOWN : NUMBER;
    }
}
