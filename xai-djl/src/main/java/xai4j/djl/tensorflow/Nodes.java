package xai4j.djl.tensorflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import xai4j.model.ModelException;

/** The nodes of a graph by name, with the ways between them; a value is written {@code node:0}. */
final class Nodes {
    private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
    private final Map<String, Set<String>> consumers = new LinkedHashMap<>();

    Nodes(GraphDef graph) {
        this(graph.getNodeList());
    }

    Nodes(Collection<NodeDef> list) {
        list.forEach(node -> nodes.put(node.getName(), node));
        list.forEach(node -> inputs(node).forEach(input -> consumers
                .computeIfAbsent(nameOf(input), name -> new LinkedHashSet<>())
                .add(node.getName())));
    }

    /** The value of an input as a graph writes it: {@code node} means {@code node:0}. */
    static String value(String input) {
        return input.contains(":") ? input : input + ":0";
    }

    /**
     * The value at the end of a chain of replacements.
     *
     * @throws ModelException if the chain is a circle
     */
    static String source(Map<String, String> replaced, String value) {
        String source = value;
        for (int step = 0; step <= replaced.size(); step++) {
            String next = replaced.get(source);
            if (next == null) {
                return source;
            }
            source = next;
        }
        throw new ModelException("the value " + value + " of the graph is computed from itself");
    }

    /** The node of a value. */
    static String nameOf(String value) {
        int colon = value.lastIndexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    /** Which output of its node a value is. */
    static int indexOf(String value) {
        int colon = value.lastIndexOf(':');
        return colon < 0 ? 0 : Integer.parseInt(value.substring(colon + 1));
    }

    /** The data inputs of a node as values; control inputs are left out. */
    static List<String> inputs(NodeDef node) {
        return node.getInputList().stream()
                .filter(input -> !input.startsWith("^"))
                .map(Nodes::value)
                .toList();
    }

    Collection<NodeDef> all() {
        return nodes.values();
    }

    @Nullable
    NodeDef find(String name) {
        return nodes.get(name);
    }

    /**
     * The node of a name or value.
     *
     * @throws ModelException if there is none
     */
    NodeDef get(String nameOrValue) {
        NodeDef node = nodes.get(nameOf(nameOrValue));
        if (node == null) {
            throw new ModelException("the graph has no node " + nameOf(nameOrValue));
        }
        return node;
    }

    /** The nodes that take a value of this one. */
    Set<String> consumers(String name) {
        return consumers.getOrDefault(name, Set.of());
    }

    /** A node and all that it is computed from, each after what it needs. */
    Set<String> ancestors(String name) {
        Set<String> done = new LinkedHashSet<>();
        Set<String> open = new LinkedHashSet<>();
        Deque<String> stack = new ArrayDeque<>(List.of(name));
        while (!stack.isEmpty()) {
            String next = stack.peek();
            List<String> missing = open.add(next) ? missing(next, open) : List.of();
            if (missing.isEmpty()) {
                done.add(stack.pop());
            }
            missing.forEach(stack::push);
        }
        return done;
    }

    private List<String> missing(String name, Set<String> known) {
        NodeDef node = nodes.get(name);
        List<String> missing = new ArrayList<>();
        if (node != null) {
            for (String input : inputs(node)) {
                if (!known.contains(nameOf(input))) {
                    missing.add(0, nameOf(input));
                }
            }
        }
        return missing;
    }

    /** A node and all that is computed from it. */
    Set<String> descendants(String name) {
        Set<String> done = new LinkedHashSet<>();
        Deque<String> queue = new ArrayDeque<>(List.of(name));
        while (!queue.isEmpty()) {
            String next = queue.poll();
            if (done.add(next)) {
                queue.addAll(consumers(next));
            }
        }
        return done;
    }
}
