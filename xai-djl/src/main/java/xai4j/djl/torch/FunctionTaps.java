package xai4j.djl.torch;

import static xai4j.djl.torch.TapeCalls.HIDDEN;
import static xai4j.djl.torch.TapeCalls.PATH;
import static xai4j.djl.torch.TapeCalls.number;
import static xai4j.djl.torch.TapeCalls.tap;
import static xai4j.djl.torch.TapeCalls.tape;
import static xai4j.djl.torch.TapeCalls.with;
import static xai4j.djl.torch.TorchOperators.AFFINE;
import static xai4j.djl.torch.TorchOperators.BOUNDED;
import static xai4j.djl.torch.TorchOperators.FINAL;
import static xai4j.djl.torch.TorchOperators.LISTED;
import static xai4j.djl.torch.TorchOperators.NON_LINEAR;
import static xai4j.djl.torch.TorchOperators.TRAINING;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.Expression.Literal;
import xai4j.djl.torch.script.Expression.Member;
import xai4j.djl.torch.script.Expression.Name;
import xai4j.djl.torch.script.ScriptFunction;
import xai4j.djl.torch.script.ScriptFunction.Parameter;
import xai4j.djl.torch.script.ScriptRewriter;
import xai4j.djl.torch.script.Statement;
import xai4j.model.ModelException;

/**
 * Copies one function or method so that every module call and every operator of interest reports to the tape.
 *
 * <p>The copy takes two arguments more: the tape, and the path of the module it runs in. A path that begins with a hyphen
 * stands for the inside of one of PyTorch's own layers, whose operators are not layers of their own.
 */
final class FunctionTaps extends ScriptRewriter {
    /** What is appended to the name of a copy. */
    static final String SUFFIX = "__xai4j";

    /** A kernel without derivative that tracing without gradients puts in place of ordinary attention. */
    private static final String FUSED_ATTENTION = "_native_multi_head_attention";
    /** What names of functions, rather than objects with methods, begin with. */
    private static final Set<String> ROOTS = Set.of("torch", "ops", "__torch__");

    private static final Pattern WORD = Pattern.compile("\\w[\\w.]*");
    private static final Pattern NOTHING = Pattern.compile("0(\\.0*)?");

    private final TapScope scope;
    private final ScriptFunction function;
    private final TorchTypes types;
    private final @Nullable LiftTaps lifts;

    /**
     * Prepares a copy.
     *
     * @param compares whether DeepLIFT's rules are put in
     */
    FunctionTaps(TapScope scope, ScriptFunction function, boolean compares) {
        this.scope = scope;
        this.function = function;
        this.types = new TorchTypes(function, scope::typeOf);
        this.lifts = compares ? new LiftTaps(types) : null;
    }

    /** The copy. */
    ScriptFunction copy() {
        List<Parameter> parameters = new ArrayList<>(function.parameters());
        parameters.addAll(scope.owner() == null ? 0 : 1, TapeCalls.PARAMETERS);
        return new ScriptFunction(function.name() + SUFFIX, parameters, function.returns(), block(function.body()));
    }

    @Override
    protected List<Statement> statement(Statement statement) {
        if (statement instanceof Statement.Assign assign) {
            Statement alias = scope.alias(assign, SUFFIX);
            if (alias != null) {
                return List.of(alias);
            }
            types.assign(assign);
        }
        if (lifts == null) {
            return List.of(withChangedParts(statement));
        }
        return withNotes(statement, lifts);
    }

    /** What DeepLIFT has to be told of a statement's own expressions goes before the statement, not before its blocks. */
    private List<Statement> withNotes(Statement statement, LiftTaps notes) {
        List<Statement> outer = notes.begin();
        Statement changed = withChangedParts(statement);
        List<Statement> all = notes.end(outer);
        all.add(changed);
        return all;
    }

    @Override
    protected Expression expression(Expression expression) {
        if (!(expression instanceof Call call)) {
            return withChangedParts(expression);
        }
        String path = call.callee().path();
        boolean isFunction = path != null && (path.indexOf('.') < 0 || ROOTS.contains(path.split("\\.", 2)[0]));
        if (path != null && isFunction) {
            return call(call, path);
        }
        return call.callee() instanceof Member method ? methodCall(method, call) : withChangedParts(call);
    }

    private Expression methodCall(Member method, Call call) {
        List<Argument> arguments = arguments(call.arguments());
        TapScope.Module module = scope.module(method.object());
        if (module == null) {
            return new Call(new Member(expression(method.object()), method.name()), arguments);
        }
        ScriptFunction target = module.type().methods().get(method.name());
        if (target == null) {
            return new Call(method, arguments);
        }
        boolean self = module.path().isEmpty();
        Call changed = new Call(method, arguments);
        if (module.type().isModule()) {
            Expression path = self ? PATH : TapeCalls.below(module.path() + ".");
            Member copy = new Member(method.object(), method.name() + SUFFIX);
            changed = new Call(copy, TapeCalls.along(path, arguments));
        }
        if (self || !method.name().equals("forward") || !target.returnsTensor()) {
            return changed;
        }
        return tap(changed, module.type().simpleName(), TapeCalls.below(module.path()));
    }

    private Expression call(Call call, String callee) {
        List<Argument> raw = call.arguments();
        List<Argument> arguments = arguments(raw);
        if (scope.isAlias(callee)) {
            return new Call(call.callee(), TapeCalls.along(functionPath(), arguments));
        }
        if (scope.isFunction(callee)) {
            return new Call(TapScope.suffixed(call.callee(), SUFFIX), TapeCalls.along(functionPath(), arguments));
        }
        if (callee.startsWith("torch.") && !raw.isEmpty()) {
            return operator(callee.substring("torch.".length()), raw, arguments);
        }
        if (lifts != null && callee.startsWith("ops.") && !callee.startsWith("ops.prim.")) {
            lifts.guard(callee.substring(callee.lastIndexOf('.') + 1), raw, arguments);
        }
        return new Call(call.callee(), arguments);
    }

    private Expression operator(String operator, List<Argument> raw, List<Argument> arguments) {
        requireInference(operator, raw);
        boolean inPlace = operator.endsWith("_") && !operator.endsWith("__");
        String base = inPlace ? operator.substring(0, operator.length() - 1) : operator;
        TapeCode kind = NON_LINEAR.get(base);
        if (FINAL.containsKey(base)) {
            Expression last = tape("last", arguments.get(0).value(), number(FINAL.getOrDefault(base, TapeCode.NONE)));
            arguments = with(0, last, arguments);
        }
        if (kind != null) {
            return TapeCalls.nonLinear(base, inPlace, kind(base, kind, raw), operatorName(base), arguments);
        }
        if (operator.equals(FUSED_ATTENTION) && raw.size() > 9 && isWord(raw.get(9), "None")) {
            return tape("attention", arguments.subList(0, 9));
        }
        Expression lifted = lifts == null ? null : lifts.lifted(base, inPlace, raw, arguments);
        if (lifted != null) {
            boolean layer = !isHidden() && (FINAL.containsKey(operator) || LISTED.contains(operator));
            return layer ? tap(lifted, operator, operatorName(operator)) : lifted;
        }
        if (operator.equals("max_pool2d")) {
            List<Argument> full = TorchOperators.filled(operator, arguments);
            full.add(Argument.of(operatorName(operator)));
            return tape("pool", full);
        }
        return tapped(operator, base, raw, new ArrayList<>(arguments));
    }

    private Expression tapped(String operator, String base, List<Argument> raw, List<Argument> arguments) {
        if (lifts != null) {
            lifts.guard(base, raw, arguments);
        }
        Expression plain = TapeCalls.torch(operator, arguments);
        if (AFFINE.contains(operator) && raw.size() > 2 && isPure(raw.get(1)) && isPure(raw.get(2))) {
            return affine(operator, arguments, 0, raw.get(1), raw.get(2));
        }
        Argument transposed = raw.size() == 3 ? transposed(raw.get(2)) : null;
        if (operator.equals("addmm") && transposed != null && isPure(raw.get(0))) {
            return affine(operator, arguments, 1, transposed, raw.get(0));
        }
        if (FINAL.containsKey(operator) || LISTED.contains(operator)) {
            return isHidden() ? plain : tap(plain, operator, operatorName(operator));
        }
        return plain;
    }

    /** What is transposed, or null when that is no plain word. */
    private static @Nullable Argument transposed(Argument weight) {
        boolean form = weight.value() instanceof Call call
                && "torch.t".equals(call.callee().path())
                && call.arguments().size() == 1
                && isPure(call.arguments().get(0));
        return form ? ((Call) weight.value()).arguments().get(0) : null;
    }

    /** A rectifier is what is flat below zero and begins there. */
    private Expression kind(String operator, TapeCode kind, List<Argument> raw) {
        if (!BOUNDED.contains(operator) || raw.size() < 2) {
            return number(kind);
        }
        Argument bound = raw.get(1);
        if (isNothing(bound)) {
            return number(TapeCode.RELU);
        }
        boolean variable = operator.equals("hardtanh")
                && isPure(bound)
                && !(bound.value() instanceof Literal literal
                        && Character.isDigit(literal.text().charAt(0)));
        return variable
                ? tape("bound", new Call(new Name("float"), List.of(Argument.of(bound.value()))))
                : number(kind);
    }

    private Expression affine(String operator, List<Argument> arguments, int input, Argument weight, Argument bias) {
        Expression kept = tape("keep", arguments.get(input).value());
        return tape(
                "affine",
                TapeCalls.torch(operator, with(input, kept, arguments)),
                weight.value(),
                bias.value(),
                Expression.quoted(operator),
                operatorName(operator));
    }

    private void requireInference(String operator, List<Argument> raw) {
        int flag = TRAINING.getOrDefault(operator, Integer.MAX_VALUE);
        boolean idle = operator.equals("dropout") && raw.size() > 1 && isNothing(raw.get(1));
        if (flag < raw.size() && isWord(raw.get(flag), "True") && !idle) {
            throw new ModelException("the network was traced in training mode (" + operator + " in "
                    + (scope.owner() == null ? "" : scope.owner().name() + ".") + function.name()
                    + "); call model.eval() before torch.jit.trace and export it again");
        }
    }

    private Expression operatorName(String operator) {
        return isHidden() ? HIDDEN : TapeCalls.below(operator + "()");
    }

    private Expression functionPath() {
        return isHidden() ? HIDDEN : PATH;
    }

    private boolean isHidden() {
        return scope.owner() != null && scope.owner().isLibraryLayer();
    }

    /** Whether an argument is this word, known by its position. */
    static boolean isWord(Argument argument, String word) {
        return argument.keyword() == null && argument.value().is(word);
    }

    /** Whether an argument is a zero that is written down. */
    static boolean isNothing(Argument argument) {
        return argument.keyword() == null
                && argument.value() instanceof Literal literal
                && NOTHING.matcher(literal.text()).matches();
    }

    /** Whether an argument has no effect and costs nothing when it is written twice. */
    static boolean isPure(Argument argument) {
        boolean word = argument.value() instanceof Literal literal
                && WORD.matcher(literal.text()).matches();
        return argument.keyword() == null && (word || argument.value().path() != null);
    }
}
