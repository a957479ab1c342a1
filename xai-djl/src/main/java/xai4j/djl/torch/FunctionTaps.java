package xai4j.djl.torch;

import static xai4j.djl.torch.TorchOperators.AFFINE;
import static xai4j.djl.torch.TorchOperators.BOUNDED;
import static xai4j.djl.torch.TorchOperators.FINAL;
import static xai4j.djl.torch.TorchOperators.LISTED;
import static xai4j.djl.torch.TorchOperators.NON_LINEAR;
import static xai4j.djl.torch.TorchOperators.TRAINING;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;

/**
 * Copies one function or method so that every module call and every operator of interest reports to the tape.
 *
 * <p>The copy takes two arguments more: the tape, and the path of the module it runs in. A path that begins with a hyphen
 * stands for the inside of one of PyTorch's own layers, whose operators are not layers of their own.
 */
final class FunctionTaps {
    /** What is appended to the name of a copy. */
    static final String SUFFIX = "__xai4j";

    private static final String PARAMETERS = "xai_tape: __torch__.xai4j.Tape, xai_path: str";
    static final String HIDDEN = "\"-\" + xai_path";
    /** A kernel without derivative that tracing without gradients puts in place of ordinary attention. */
    private static final String FUSED_ATTENTION = "_native_multi_head_attention";

    private static final Pattern ASSIGNMENT = Pattern.compile("^(\\s*)(\\w+) = (.*)$");
    private static final Pattern ASSIGNMENTS = Pattern.compile("^(\\s*)(\\w+, (?:\\w+, )*(?:\\w+)?,? ?)= (.*)$");
    private static final Pattern MEMBER = Pattern.compile("^\\(?(\\w+)\\)?\\.(\\w+)$");
    private static final Pattern ODD_MEMBER = Pattern.compile("^getattr\\((\\w+), \"(.*)\"\\)$");
    private static final Pattern QUALIFIED = Pattern.compile("^__torch__\\.[\\w.]+$");
    private static final Pattern PURE = Pattern.compile("^[\\w.]+$");
    static final Pattern NOTHING = Pattern.compile("^0(\\.0*)?$");
    private static final Pattern TRANSPOSED = Pattern.compile("^torch\\.t\\(([\\w.]+)\\)$");

    /** A module within the one whose method this is. */
    private record Module(String path, TorchClass type) {}

    private final TorchCode code;
    private final @Nullable TorchClass owner;
    private final TorchFunction function;
    private final Map<String, Module> modules = new HashMap<>();
    private final Map<String, String> functions = new HashMap<>();
    private final TorchTypes types;
    private final @Nullable LiftTaps lifts;

    /**
     * Prepares a copy.
     *
     * @param compares whether DeepLIFT's rules are put in
     */
    FunctionTaps(TorchCode code, @Nullable TorchClass owner, TorchFunction function, boolean compares) {
        this.code = code;
        this.types = new TorchTypes(function, this::known);
        this.lifts = compares ? new LiftTaps(types) : null;
        this.owner = owner;
        this.function = function;
        if (owner != null) {
            modules.put(function.receiver(), new Module("", owner));
        }
    }

    /** The lines of the copy, without the indentation of its class. */
    List<String> copy() {
        List<String> lines = new ArrayList<>();
        List<String> parameters = new ArrayList<>(function.parameters());
        parameters.add(owner == null ? 0 : 1, PARAMETERS);
        lines.add("def " + function.name() + SUFFIX + "(" + String.join(", ", parameters) + ") -> " + function.returns()
                + ":");
        for (String line : function.body()) {
            String copied = statement(line);
            String margin =
                    line.substring(0, line.length() - line.stripLeading().length());
            if (lifts != null) {
                lifts.takeNotes().forEach(note -> lines.add(margin + note));
            }
            lines.add(copied);
        }
        return lines;
    }

    private String statement(String line) {
        Matcher assignment = ASSIGNMENT.matcher(line);
        Matcher several = ASSIGNMENTS.matcher(line);
        if (several.matches()) {
            types.assign(several.group(2), several.group(3));
            return several.group(1) + several.group(2) + "= " + expression(several.group(3));
        }
        if (!assignment.matches()) {
            return expression(line);
        }
        String value = assignment.group(3);
        Module module = module(value);
        if (module != null) {
            modules.put(assignment.group(2), module);
            return line;
        }
        if (QUALIFIED.matcher(value).matches() && code.functions().containsKey(value)) {
            functions.put(assignment.group(2), value);
            return line + SUFFIX;
        }
        types.assign(assignment.group(2), value);
        return assignment.group(1) + assignment.group(2) + " = " + expression(value);
    }

    /** The module that an expression names, or null when it names none. */
    private @Nullable Module module(String expression) {
        Module known = modules.get(expression);
        if (known != null) {
            return known;
        }
        Matcher member = MEMBER.matcher(expression);
        Matcher odd = ODD_MEMBER.matcher(expression);
        if (member.matches()) {
            return member(member.group(1), member.group(2));
        }
        return odd.matches() ? member(odd.group(1), odd.group(2)) : null;
    }

    private @Nullable Module member(String parent, String attribute) {
        Module module = modules.get(parent);
        if (module == null) {
            return null;
        }
        TorchClass type = code.classes().get(module.type().attributes().getOrDefault(attribute, ""));
        if (type == null || !type.base().startsWith("Module")) {
            return null;
        }
        return new Module(module.path().isEmpty() ? attribute : module.path() + "." + attribute, type);
    }

    private String expression(String text) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = i + 1;
            if (c == '"' || c == '\'') {
                end = TorchText.endOfString(text, i) + 1;
                out.append(text, i, end);
            } else if (Character.isLetter(c) || c == '_') {
                end = endOfName(text, i);
                String name = text.substring(i, end);
                if (end < text.length() && text.charAt(end) == '(') {
                    int close = TorchText.closing(text, end);
                    out.append(call(name, TorchText.arguments(text, end, close)));
                    end = close + 1;
                } else {
                    out.append(name);
                }
            } else if (c == '(') {
                end = bracket(text, i, out);
            } else {
                out.append(c);
            }
            i = end;
        }
        return out.toString();
    }

    /** Copies a bracketed expression and the method call that may follow it; returns the position after both. */
    private int bracket(String text, int open, StringBuilder out) {
        int close = TorchText.closing(text, open);
        String inner = text.substring(open + 1, close);
        int dot = close + 1;
        int nameEnd = dot < text.length() && text.charAt(dot) == '.' ? endOfName(text, dot + 1) : dot;
        if (nameEnd > dot + 1 && nameEnd < text.length() && text.charAt(nameEnd) == '(') {
            int end = TorchText.closing(text, nameEnd);
            out.append(methodCall(inner, text.substring(dot + 1, nameEnd), TorchText.arguments(text, nameEnd, end)));
            return end + 1;
        }
        out.append('(').append(expression(inner)).append(')');
        return close + 1;
    }

    private static int endOfName(String text, int start) {
        int end = start;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "_.".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return end;
    }

    private String methodCall(String object, String method, List<String> rawArguments) {
        String arguments = join(rewritten(rawArguments));
        Module module = module(object);
        if (module == null) {
            return "(" + expression(object) + ")." + method + "(" + arguments + ")";
        }
        TorchFunction target = module.type().methods().get(method);
        if (target == null) {
            return "(" + object + ")." + method + "(" + arguments + ")";
        }
        boolean self = module.path().isEmpty();
        String call = "(" + object + ")." + method;
        if (module.type().isModule()) {
            String path = self ? "xai_path" : "xai_path + " + TorchText.quoted(module.path() + ".");
            call += SUFFIX + "(" + join(Stream.of("xai_tape", path, arguments)) + ")";
        } else {
            call += "(" + arguments + ")";
        }
        if (self || !method.equals("forward") || !target.returns().equals("Tensor")) {
            return call;
        }
        return tap(call, module.type().simpleName(), "xai_path + " + TorchText.quoted(module.path()));
    }

    private String call(String callee, List<String> raw) {
        List<String> arguments = rewritten(raw);
        if (functions.containsKey(callee)) {
            return callee + "(" + join(Stream.of("xai_tape", functionPath(), join(arguments))) + ")";
        }
        if (code.functions().containsKey(callee)) {
            return callee + SUFFIX + "(" + join(Stream.of("xai_tape", functionPath(), join(arguments))) + ")";
        }
        if (callee.startsWith("torch.") && !raw.isEmpty()) {
            return operator(callee.substring("torch.".length()), raw, arguments);
        }
        if (lifts != null && callee.startsWith("ops.") && !callee.startsWith("ops.prim.")) {
            lifts.guard(callee.substring(callee.lastIndexOf('.') + 1), raw, arguments);
        }
        return callee + "(" + join(arguments) + ")";
    }

    private String operator(String operator, List<String> raw, List<String> arguments) {
        requireInference(operator, raw);
        boolean inPlace = operator.endsWith("_") && !operator.endsWith("__");
        String base = inPlace ? operator.substring(0, operator.length() - 1) : operator;
        Integer kind = NON_LINEAR.get(base);
        if (FINAL.containsKey(base)) {
            arguments.set(0, "(xai_tape).last(" + arguments.get(0) + ", " + FINAL.get(base) + ")");
        }
        if (kind != null) {
            return TorchOperators.nonLinear(base, inPlace, kind(base, kind, raw), operatorName(base), arguments);
        }
        if (operator.equals(FUSED_ATTENTION) && raw.size() > 9 && raw.get(9).equals("None")) {
            return "(xai_tape).attention(" + join(arguments.subList(0, 9)) + ")";
        }
        String lifted = lifts == null ? null : lifts.lifted(base, inPlace, raw, arguments);
        if (lifted != null) {
            boolean layer = !isHidden() && (FINAL.containsKey(operator) || LISTED.contains(operator));
            return layer ? tap(lifted, operator, operatorName(operator)) : lifted;
        }
        if (operator.equals("max_pool2d")) {
            return "(xai_tape).pool(" + join(TorchOperators.filled(operator, arguments)) + ", " + operatorName(operator)
                    + ")";
        }
        if (lifts != null) {
            lifts.guard(base, raw, arguments);
        }
        String plain = "torch." + operator + "(" + join(arguments) + ")";
        if (AFFINE.contains(operator) && raw.size() > 2 && isPure(raw.get(1)) && isPure(raw.get(2))) {
            return affine(operator, arguments, 0, raw.get(1), raw.get(2));
        }
        Matcher transposed = TRANSPOSED.matcher(raw.size() == 3 ? raw.get(2) : "");
        if (operator.equals("addmm") && transposed.matches() && isPure(raw.get(0))) {
            return affine(operator, arguments, 1, transposed.group(1), raw.get(0));
        }
        if (FINAL.containsKey(operator) || LISTED.contains(operator)) {
            return isHidden() ? plain : tap(plain, operator, operatorName(operator));
        }
        return plain;
    }

    /** A rectifier is what is flat below zero and begins there. */
    private String kind(String operator, int kind, List<String> raw) {
        if (!BOUNDED.contains(operator) || raw.size() < 2) {
            return String.valueOf(kind);
        }
        String bound = raw.get(1);
        if (NOTHING.matcher(bound).matches()) {
            return String.valueOf(TorchOperators.RELU);
        }
        boolean variable = operator.equals("hardtanh") && isPure(bound) && !Character.isDigit(bound.charAt(0));
        return variable ? "(xai_tape).bound(float(" + bound + "))" : String.valueOf(kind);
    }

    /** The type of what lies outside of the function's own text: attributes, and what methods and functions return. */
    private @Nullable String known(String expression) {
        Matcher member = MEMBER.matcher(expression);
        Matcher odd = ODD_MEMBER.matcher(expression);
        if (member.matches() || odd.matches()) {
            Matcher found = member.matches() ? member : odd;
            Module parent = modules.get(found.group(1));
            return parent == null ? null : parent.type().attributes().get(found.group(2));
        }
        int open = expression.indexOf('(');
        if (open > 0 && expression.endsWith(")")) {
            String callee = expression.substring(0, open);
            TorchFunction called = code.functions().get(functions.getOrDefault(callee, callee));
            return called == null ? null : called.returns();
        }
        if (open == 0) {
            int close = TorchText.closing(expression, 0);
            Module module = module(expression.substring(1, close));
            int next = expression.indexOf('(', close);
            if (module == null || next <= close + 2 || TorchText.closing(expression, next) != expression.length() - 1) {
                return null;
            }
            TorchFunction called = module.type().methods().get(expression.substring(close + 2, next));
            return called == null ? null : called.returns();
        }
        return null;
    }

    private String affine(String operator, List<String> arguments, int input, String weight, String bias) {
        arguments.set(input, "(xai_tape).keep(" + arguments.get(input) + ")");
        return "(xai_tape).affine(torch." + operator + "(" + join(arguments) + "), " + weight + ", " + bias + ", \""
                + operator + "\", " + operatorName(operator) + ")";
    }

    private void requireInference(String operator, List<String> raw) {
        int flag = TRAINING.getOrDefault(operator, Integer.MAX_VALUE);
        boolean idle = operator.equals("dropout")
                && raw.size() > 1
                && NOTHING.matcher(raw.get(1)).matches();
        if (flag < raw.size() && raw.get(flag).equals("True") && !idle) {
            throw new ModelException("the network was traced in training mode (" + operator + " in "
                    + (owner == null ? "" : owner.name() + ".") + function.name()
                    + "); call model.eval() before torch.jit.trace and export it again");
        }
    }

    private static String tap(String value, String operator, String name) {
        return "(xai_tape).tap(" + value + ", \"" + operator + "\", " + name + ")";
    }

    private String operatorName(String operator) {
        return isHidden() ? HIDDEN : "xai_path + \"" + operator + "()\"";
    }

    private String functionPath() {
        return isHidden() ? HIDDEN : "xai_path";
    }

    private boolean isHidden() {
        return owner != null && owner.isLibraryLayer();
    }

    static boolean isPure(String expression) {
        return PURE.matcher(expression).matches();
    }

    private List<String> rewritten(List<String> raw) {
        return raw.stream().map(this::expression).collect(Collectors.toCollection(ArrayList::new));
    }

    static String join(List<String> arguments) {
        return join(arguments.stream());
    }

    static String join(Stream<String> arguments) {
        return arguments.filter(argument -> !argument.isEmpty()).collect(Collectors.joining(", "));
    }
}
