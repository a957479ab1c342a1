package xai4j.onnx.graph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;

/**
 * The functions that a model defines for itself, as the newest exporters write modules; calls of them are replaced by their nodes, so that
 * nothing else needs to know of them.
 */
final class LocalFunctions {
    private static final int NAME = 1;
    private static final int INPUT = 4;
    private static final int OUTPUT = 5;
    private static final int NODE = 7;
    private static final int OPSET = 9;
    private static final int DOMAIN = 10;
    private static final int DEFAULT = 11;
    private static final int OVERLOAD = 13;
    /** Functions that call functions can unfold without end. */
    private static final int MOST_NODES = 200_000;

    private static final int DEEPEST = 32;

    private final Map<List<String>, Function> functions = new HashMap<>();

    /** A function: names of its values, its nodes, and attributes that a call may leave out. */
    private record Function(
            List<String> inputs,
            List<String> outputs,
            List<Node> nodes,
            Map<String, Attribute> defaults,
            Map<String, Long> opsets) {}

    private LocalFunctions() {}

    static LocalFunctions of(List<Message> messages, @Nullable Path folder) {
        LocalFunctions all = new LocalFunctions();
        for (Message message : messages) {
            List<Node> nodes = message.all(NODE).stream()
                    .map(field -> Node.parse(field.bytes(), folder))
                    .toList();
            Map<String, Attribute> defaults = new HashMap<>();
            message.all(DEFAULT).forEach(field -> {
                Attribute attribute = Attribute.parse(field.bytes(), folder);
                defaults.put(attribute.name(), attribute);
            });
            Map<String, Long> opsets = message.messages(OPSET).stream()
                    .collect(Collectors.toMap(opset -> opset.text(1), opset -> opset.number(2), (a, b) -> b));
            all.functions.put(
                    List.of(message.text(DOMAIN), message.text(NAME), message.text(OVERLOAD)),
                    new Function(message.texts(INPUT), message.texts(OUTPUT), nodes, defaults, opsets));
        }
        return all;
    }

    /**
     * Nodes with the functions' nodes in the place of calls.
     *
     * @param opsets operator sets of the graph; a function of other ones is left to the engine
     * @throws ModelException if the functions call each other without end
     */
    List<Node> inlined(List<Node> nodes, Map<String, Long> opsets) {
        if (functions.isEmpty()) {
            return nodes;
        }
        List<Node> result = new ArrayList<>();
        unfold(nodes, opsets, result, 0);
        return result;
    }

    private void unfold(List<Node> nodes, Map<String, Long> opsets, List<Node> result, int depth) {
        for (Node node : nodes) {
            Optional<Function> function = called(node, opsets);
            if (function.isEmpty()) {
                result.add(node);
            } else {
                unfold(body(function.get(), node, result.size()), opsets, result, depth + 1);
            }
            if (result.size() > MOST_NODES || depth > DEEPEST) {
                throw new ModelException(
                        "its functions unfold into more than " + MOST_NODES + " operators or " + DEEPEST + " levels");
            }
        }
    }

    private Optional<Function> called(Node node, Map<String, Long> opsets) {
        return Optional.ofNullable(functions.get(List.of(node.domain(), node.operator(), node.overload())))
                .filter(function -> isPlain(function, opsets))
                .map(function -> {
                    function.opsets().forEach(opsets::putIfAbsent);
                    return function;
                });
    }

    private static boolean isPlain(Function function, Map<String, Long> opsets) {
        return function.nodes().stream().noneMatch(Node::hasSubgraph)
                && function.opsets().entrySet().stream().allMatch(entry -> entry.getValue()
                        .equals(opsets.getOrDefault(entry.getKey(), entry.getValue())));
    }

    /** A function's nodes with the names and attributes of one call. */
    private static List<Node> body(Function function, Node call, int position) {
        String prefix = (call.name().isEmpty() ? call.operator() : call.name()) + "/" + position + "/";
        Map<String, String> names = new HashMap<>(Map.of("", ""));
        for (int i = 0; i < function.inputs().size(); i++) {
            names.put(function.inputs().get(i), call.input(i));
        }
        List<Node> through = new ArrayList<>();
        Set<String> given = new HashSet<>(function.inputs());
        for (int i = 0; i < function.outputs().size(); i++) {
            String output = function.outputs().get(i);
            if (given.contains(output) && !call.output(i).isEmpty()) {
                through.add(Node.of("Identity", List.of(names.get(output)), List.of(call.output(i))));
            } else if (!call.output(i).isEmpty()) {
                names.put(output, call.output(i));
            }
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : function.nodes()) {
            nodes.add(node.rewired(renamed(node.inputs(), names, prefix), renamed(node.outputs(), names, prefix))
                    .with(attributes(node, call, function)));
        }
        nodes.addAll(through);
        return nodes;
    }

    private static List<String> renamed(List<String> values, Map<String, String> names, String prefix) {
        return values.stream()
                .map(value -> names.getOrDefault(value, prefix + value))
                .toList();
    }

    private static List<Attribute> attributes(Node node, Node call, Function function) {
        List<Attribute> result = new ArrayList<>();
        for (Attribute attribute : node.attributes()) {
            Optional<String> reference = attribute.reference();
            if (reference.isEmpty()) {
                result.add(attribute);
            } else {
                call.attribute(reference.get())
                        .or(() -> Optional.ofNullable(function.defaults().get(reference.get())))
                        .ifPresent(value -> result.add(value.named(attribute.name())));
            }
        }
        return result;
    }
}
