package xai4j.djl.torch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.ScriptClass;
import xai4j.djl.torch.script.ScriptFunction;
import xai4j.djl.torch.script.ScriptRewriter;

/**
 * Refuses chains of classes and functions that need each other: the engine follows such a chain recursively when it compiles, and too
 * long a one would end the process.
 */
final class ClassDepth {
    private static final int MAX_DEPTH = 100;

    private final TorchCode code;
    private final Map<String, Integer> depths = new HashMap<>();
    private final Map<String, Set<String>> needs = new HashMap<>();

    private ClassDepth(TorchCode code) {
        this.code = code;
        code.classes().forEach((name, type) -> needs.put(name, needsOf(type)));
        code.functions().forEach((name, function) -> needs.put(name, needsOf(List.of(function), List.of())));
    }

    /**
     * Passes shallow code.
     *
     * @throws IllegalArgumentException if a chain is longer than {@value #MAX_DEPTH}
     */
    static void requireShallow(TorchCode code) {
        ClassDepth depth = new ClassDepth(code);
        depth.needs.keySet().forEach(depth::measure);
    }

    /** Walks with a stack of its own, as the chain may be long. */
    private void measure(String start) {
        Deque<String> open = new ArrayDeque<>(List.of(start));
        Set<String> entered = new HashSet<>();
        while (!open.isEmpty()) {
            String name = open.getFirst();
            if (depths.containsKey(name)) {
                open.removeFirst();
            } else if (entered.add(name)) {
                needs.getOrDefault(name, Set.of()).stream()
                        .filter(need -> !depths.containsKey(need) && !entered.contains(need))
                        .forEach(open::addFirst);
            } else {
                open.removeFirst();
                close(name);
            }
        }
    }

    private void close(String name) {
        int depth = 1;
        for (String need : needs.getOrDefault(name, Set.of())) {
            depth = Math.max(depth, 1 + depths.getOrDefault(need, 0));
        }
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    name + " needs a chain of more than " + MAX_DEPTH + " classes and functions");
        }
        depths.put(name, depth);
    }

    private Set<String> needsOf(ScriptClass type) {
        List<Expression> types = new ArrayList<>();
        type.attributes().values().forEach(attribute -> types.add(attribute.type()));
        return needsOf(type.methods().values(), types);
    }

    private Set<String> needsOf(Iterable<ScriptFunction> functions, List<Expression> types) {
        Names names = new Names();
        types.forEach(names::expression);
        for (ScriptFunction function : functions) {
            function.parameters().stream()
                    .flatMap(parameter -> java.util.stream.Stream.ofNullable(parameter.type()))
                    .forEach(names::expression);
            names.block(function.body());
        }
        return names.found;
    }

    /** Collects the classes and functions of the archive that are named. */
    private final class Names extends ScriptRewriter {
        private final Set<String> found = new HashSet<>();

        @Override
        protected Expression expression(Expression expression) {
            String path = expression.path();
            if (path != null
                    && (code.classes().containsKey(path) || code.functions().containsKey(path))) {
                found.add(path);
            }
            return withChangedParts(expression);
        }
    }
}
