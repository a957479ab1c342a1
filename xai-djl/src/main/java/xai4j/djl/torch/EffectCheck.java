package xai4j.djl.torch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Member;
import xai4j.djl.torch.script.Expression.Name;
import xai4j.djl.torch.script.ScriptClass;
import xai4j.djl.torch.script.ScriptFunction;
import xai4j.djl.torch.script.ScriptRewriter;
import xai4j.djl.torch.script.Statement;
import xai4j.model.ModelException;

/**
 * Refuses source that could do more than compute: every name in it has to be the archive's own, or stand in the
 * {@link OperatorAllowList}, whether it is called, or only given another name.
 */
final class EffectCheck {
    /** The language's own functions, constants and types. */
    private static final Set<String> LANGUAGE = Set.of(
            "annotate",
            "unchecked_cast",
            "uninitialized",
            "getattr",
            "hasattr",
            "isinstance",
            "range",
            "int",
            "float",
            "bool",
            "str",
            "complex",
            "Complex",
            "list",
            "dict",
            "tuple",
            "len",
            "enumerate",
            "zip",
            "min",
            "max",
            "abs",
            "sorted",
            "reversed",
            "round",
            "inf",
            "nan",
            "infj",
            "nanj",
            "Tensor",
            "List",
            "Dict",
            "Tuple",
            "Optional",
            "Union",
            "NoneType",
            "Any",
            "Device",
            "Final",
            "number",
            "Scalar",
            "AnyTuple",
            "AnyList",
            "Layout",
            "ScalarType",
            "MemoryFormat",
            "QScheme",
            "Stream",
            "Storage",
            "Generator",
            "t",
            "t1",
            "t2");

    private static final Set<String> OBJECT_NAMES =
            Set.of("__new__", "__init__", "__setstate__", "__getstate__", "__enter__", "__exit__", "value", "training");

    /** Names that never stand for a variable: what begins a path, and what starts work elsewhere. */
    private static final Set<String> RESERVED = Set.of(
            "torch",
            "ops",
            "CONSTANTS",
            "__torch__",
            "print",
            "fork",
            "awaitable",
            "rpc_async",
            "rpc_sync",
            "rpc_remote");

    private final Set<String> own = new HashSet<>();
    private final TorchCode code;

    private EffectCheck(TorchCode code) {
        this.code = code;
        code.functions().values().forEach(function -> declare(function.name()));
        for (ScriptClass type : code.classes().values()) {
            declare(type.simpleName());
            type.attributes().keySet().forEach(this::declare);
            type.methods().keySet().forEach(this::declare);
        }
    }

    private void declare(String name) {
        if (!OperatorAllowList.refuses(name)) {
            own.add(name);
        }
    }

    /**
     * Passes source that computes only.
     *
     * @throws ModelException naming the first call, type or name that may do more
     */
    static void requireNone(TorchCode code) {
        EffectCheck check = new EffectCheck(code);
        code.files().values().forEach(file -> check.new Scope(Set.of())
                .block(file.statements().toList()));
        code.functions().values().forEach(check::function);
        code.classes().values().forEach(check::type);
    }

    private void type(ScriptClass type) {
        Scope scope = new Scope(Set.of());
        scope.block(type.settings());
        type.attributes().values().forEach(attribute -> {
            scope.check(attribute.type());
            scope.check(attribute.value());
        });
        type.methods().values().forEach(this::function);
    }

    private void function(ScriptFunction function) {
        Set<String> local = new HashSet<>();
        function.parameters().forEach(parameter -> local.add(parameter.name()));
        addAssigned(function.body(), local);
        Scope scope = new Scope(local);
        function.parameters().forEach(parameter -> {
            scope.check(parameter.type());
            scope.check(parameter.value());
        });
        scope.check(function.returns());
        scope.block(function.body());
    }

    private static void addAssigned(List<Statement> statements, Set<String> local) {
        for (Statement statement : statements) {
            if (statement instanceof Statement.Assign assign) {
                assign.targets().forEach(target -> addName(target, local));
            } else if (statement instanceof Statement.Branch branch) {
                addAssigned(branch.then(), local);
                addAssigned(branch.otherwise(), local);
            } else if (statement instanceof Statement.Repeat repeat) {
                addName(repeat.variable(), local);
                addAssigned(repeat.body(), local);
            } else if (statement instanceof Statement.While loop) {
                addAssigned(loop.body(), local);
            } else if (statement instanceof Statement.With with) {
                addName(with.variable(), local);
                addAssigned(with.body(), local);
            }
        }
    }

    private static void addName(@Nullable Expression target, Set<String> local) {
        if (target instanceof Name name) {
            local.add(name.text());
        }
    }

    private static ModelException refusal(String what) {
        return new ModelException("the file's code uses " + what
                + ", which is not among the operators that only compute; a model file may not touch files, network,"
                + " processes or Python, so it was not loaded");
    }

    /** Looks at every expression of one function. */
    private final class Scope extends ScriptRewriter {
        private final Set<String> local;

        Scope(Set<String> local) {
            this.local = local;
        }

        void check(@Nullable Expression expression) {
            if (expression != null) {
                expression(expression);
            }
        }

        @Override
        protected List<Statement> statement(Statement statement) {
            if (statement instanceof Statement.Assign assign) {
                check(assign.type());
            }
            return super.statement(statement);
        }

        @Override
        protected Expression expression(Expression expression) {
            if (expression instanceof Name name) {
                requireKnown(name.text());
                return expression;
            }
            if (expression instanceof Member member) {
                String path = member.path();
                boolean known = path != null && requireAllowedPath(path);
                if (known) {
                    return expression;
                }
                requireKnownMember(member.name());
            }
            return withChangedParts(expression);
        }

        private void requireKnown(String name) {
            boolean settings = name.startsWith("__") && name.endsWith("__") || name.equals("op_version_set");
            if (RESERVED.contains(name) || !local.contains(name) && !LANGUAGE.contains(name) && !settings) {
                throw refusal(name);
            }
        }

        /** Whether a path leads to an operator, constant or class; one that begins with a variable does not. */
        private boolean requireAllowedPath(String path) {
            String root = path.substring(0, path.indexOf('.'));
            boolean allowed =
                    switch (root) {
                        case "torch", "ops" -> OperatorAllowList.allows(path);
                        case "__torch__" -> OperatorAllowList.allowsClass(path) && isOwn(path);
                        case "CONSTANTS" -> true;
                        default -> false;
                    };
            boolean named = Set.of("torch", "ops", "__torch__", "CONSTANTS").contains(root);
            if (named && !allowed) {
                throw refusal(path);
            }
            return named;
        }

        /** Whether a path is that of a class or function of the archive, or of something of a class. */
        private boolean isOwn(String path) {
            int last = path.lastIndexOf('.');
            return path.startsWith("__torch__.torch.classes.")
                    || code.classes().containsKey(path)
                    || code.functions().containsKey(path)
                    || code.classes().containsKey(path.substring(0, last))
                            && !OperatorAllowList.refuses(path.substring(last + 1));
        }

        private void requireKnownMember(String name) {
            boolean known = own.contains(name) || OBJECT_NAMES.contains(name) || OperatorAllowList.allowsMethod(name);
            if (!known) {
                throw refusal("." + name);
            }
        }
    }
}
