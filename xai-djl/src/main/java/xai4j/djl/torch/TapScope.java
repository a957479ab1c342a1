package xai4j.djl.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.Expression.Literal;
import xai4j.djl.torch.script.Expression.Member;
import xai4j.djl.torch.script.Expression.Name;
import xai4j.djl.torch.script.ScriptClass;
import xai4j.djl.torch.script.ScriptFunction;
import xai4j.djl.torch.script.Statement;

/** What the names within one function stand for: modules, functions, and the types of what lies outside of its own text. */
final class TapScope {
    /** A module within the one whose method this is. */
    record Module(String path, ScriptClass type) {}

    private final TorchCode code;
    private final @Nullable ScriptClass owner;
    private final Map<String, Module> modules = new HashMap<>();
    private final Map<String, String> functions = new HashMap<>();

    TapScope(TorchCode code, @Nullable ScriptClass owner, ScriptFunction function) {
        this.code = code;
        this.owner = owner;
        if (owner != null) {
            modules.put(function.receiver(), new Module("", owner));
        }
    }

    /** The class whose method this is; null for a function outside of classes. */
    @Nullable
    ScriptClass owner() {
        return owner;
    }

    /** Whether a name stands for a function. */
    boolean isAlias(String name) {
        return functions.containsKey(name);
    }

    /** Whether a path with dots is one of the archive's functions. */
    boolean isFunction(String path) {
        return code.functions().containsKey(path);
    }

    /**
     * Remembers an assignment that gives a module or a function a short name.
     *
     * @param suffix goes to the end of a function's path
     * @return what to write in its place, or null when it is another assignment
     */
    @Nullable
    Statement alias(Statement.Assign assign, String suffix) {
        boolean single = assign.targets().size() == 1 && !assign.unpacks();
        if (!single || !(assign.targets().get(0) instanceof Name name)) {
            return null;
        }
        Module module = module(assign.value());
        if (module != null) {
            modules.put(name.text(), module);
            return assign;
        }
        String path = assign.value().path();
        if (path == null || !isFunction(path)) {
            modules.remove(name.text());
            functions.remove(name.text());
            return null;
        }
        functions.put(name.text(), path);
        return new Statement.Assign(assign.targets(), false, assign.type(), suffixed(assign.value(), suffix));
    }

    /** A path with dots whose last name is longer. */
    static Expression suffixed(Expression path, String suffix) {
        return path instanceof Member member
                ? new Member(member.object(), member.name() + suffix)
                : new Name(((Name) path).text() + suffix);
    }

    /** The module that an expression names, or null when it names none. */
    @Nullable
    Module module(Expression expression) {
        if (expression instanceof Name name) {
            return modules.get(name.text());
        }
        if (expression instanceof Member member) {
            return part(module(member.object()), member.name());
        }
        String attribute = oddAttribute(expression);
        return attribute == null ? null : part(module(argument(expression)), attribute);
    }

    private @Nullable Module part(@Nullable Module module, String attribute) {
        ScriptClass type =
                module == null ? null : code.classes().get(module.type().classOf(attribute));
        if (module == null || type == null || !type.base().startsWith("Module")) {
            return null;
        }
        return new Module(module.path().isEmpty() ? attribute : module.path() + "." + attribute, type);
    }

    /** The name in {@code getattr(object, "name")}, or null for any other expression. */
    private static @Nullable String oddAttribute(Expression expression) {
        boolean odd = expression instanceof Call call
                && call.callee().is("getattr")
                && call.arguments().size() == 2
                && call.arguments().get(1).value() instanceof Literal;
        if (!odd) {
            return null;
        }
        String quoted = ((Literal) ((Call) expression).arguments().get(1).value()).text();
        return quoted.length() < 2 ? null : quoted.substring(1, quoted.length() - 1);
    }

    private static Expression argument(Expression call) {
        return ((Call) call).arguments().get(0).value();
    }

    /** The type of what lies outside of the function's own text: attributes, and what methods and functions return. */
    @Nullable
    Expression typeOf(Expression expression) {
        if (expression instanceof Member member) {
            return attributeType(module(member.object()), member.name());
        }
        String odd = oddAttribute(expression);
        if (odd != null) {
            return attributeType(module(argument(expression)), odd);
        }
        if (!(expression instanceof Call call)) {
            return null;
        }
        String path = call.callee().path();
        ScriptFunction called = path == null ? null : code.functions().get(functions.getOrDefault(path, path));
        if (called == null && call.callee() instanceof Member method) {
            Module module = module(method.object());
            called = module == null ? null : module.type().methods().get(method.name());
        }
        return called == null ? null : called.returns();
    }

    private static @Nullable Expression attributeType(@Nullable Module module, String name) {
        ScriptClass.Attribute attribute =
                module == null ? null : module.type().attributes().get(name);
        return attribute == null ? null : withoutFinal(attribute.type());
    }

    private static Expression withoutFinal(Expression type) {
        boolean isFinal =
                type instanceof Expression.Index index && index.object().is("Final");
        List<Expression> inner = isFinal ? ((Expression.Index) type).indices() : List.of();
        return inner.size() == 1 ? inner.get(0) : type;
    }
}
