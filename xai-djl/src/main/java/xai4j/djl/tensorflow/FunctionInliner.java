package xai4j.djl.tensorflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import xai4j.model.ModelException;

/**
 * Puts the bodies of functions in the place of their calls, so that a TensorFlow 2 graph becomes one flat graph whose
 * layers can be read and differentiated. The order that control inputs demand is not kept: inference has no side effects.
 */
final class FunctionInliner {
    private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");
    private static final int DEEPEST = 100;
    private static final int MOST_NODES = 1_000_000;

    private record Pending(NodeDef node, int depth) {}

    private final Map<String, FunctionDef> functions = new HashMap<>();
    private final Map<String, OpDef> operations;
    private final Map<String, String> results = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    /**
     * Prepares the inlining.
     *
     * @param operations the definitions of TensorFlow's operations by name
     */
    FunctionInliner(GraphDef graph, Map<String, OpDef> operations) {
        this.operations = operations;
        graph.getLibrary()
                .getFunctionList()
                .forEach(function -> functions.put(function.getSignature().getName(), function));
        graph.getNodeList().forEach(node -> names.add(node.getName()));
    }

    /**
     * The flat graph; values of calls are found by {@link #source}. Functions that loops and branches call stay functions.
     *
     * @throws ModelException if functions call each other without end
     */
    GraphDef flat(GraphDef graph) {
        Deque<Pending> open = new ArrayDeque<>();
        graph.getNodeList().forEach(node -> open.add(new Pending(node, 0)));
        List<NodeDef> done = new ArrayList<>();
        while (!open.isEmpty()) {
            Pending next = open.poll();
            FunctionDef function = called(next.node());
            if (function == null) {
                done.add(next.node());
                continue;
            }
            List<NodeDef> body = body(next.node(), function);
            if (next.depth() >= DEEPEST || done.size() + open.size() + body.size() > MOST_NODES) {
                throw new ModelException("the functions of the graph call each other more than " + DEEPEST
                        + " deep, or make more than " + MOST_NODES + " operations");
            }
            for (int i = body.size() - 1; i >= 0; i--) {
                open.addFirst(new Pending(body.get(i), next.depth() + 1));
            }
        }
        GraphDef.Builder flat = graph.toBuilder().clearNode();
        for (NodeDef node : done) {
            NodeDef.Builder builder = node.toBuilder().clearInput();
            Nodes.inputs(node).forEach(input -> builder.addInput(source(input)));
            flat.addNode(builder);
        }
        flat.getLibraryBuilder().clearFunction().addAllFunction(GraphReach.functions(graph, done));
        return flat.build();
    }

    /** The value of the flat graph that a value of the original graph became. */
    String source(String value) {
        return Nodes.source(results, value);
    }

    private @Nullable FunctionDef called(NodeDef node) {
        return CALLS.contains(node.getOp())
                ? functions.get(node.getAttrOrThrow("f").getFunc().getName())
                : functions.get(node.getOp());
    }

    private List<NodeDef> body(NodeDef call, FunctionDef function) {
        Map<String, String> values = new HashMap<>();
        List<String> given = Nodes.inputs(call);
        for (int i = 0; i < function.getSignature().getInputArgCount(); i++) {
            values.put(function.getSignature().getInputArg(i).getName(), given.get(i));
        }
        Map<String, NodeDef> inner = new HashMap<>();
        Map<String, String> renamed = new HashMap<>();
        for (NodeDef node : function.getNodeDefList()) {
            inner.put(node.getName(), node);
            renamed.put(node.getName(), unused(call.getName(), node.getName()));
        }
        List<NodeDef> body = new ArrayList<>();
        for (NodeDef node : function.getNodeDefList()) {
            NodeDef.Builder copy =
                    node.toBuilder().setName(renamed.get(node.getName())).clearInput();
            node.getInputList().stream()
                    .filter(input -> !input.startsWith("^"))
                    .forEach(input -> copy.addInput(value(input, values, inner, renamed)));
            node.getAttrMap().forEach((name, attribute) -> {
                if (attribute.getValueCase() == AttrValue.ValueCase.PLACEHOLDER) {
                    copy.putAttr(name, call.getAttrOrThrow(attribute.getPlaceholder()));
                }
            });
            body.add(copy.build());
        }
        for (int i = 0; i < function.getSignature().getOutputArgCount(); i++) {
            String result = function.getRetOrThrow(
                    function.getSignature().getOutputArg(i).getName());
            results.put(call.getName() + ":" + i, value(result, values, inner, renamed));
        }
        return body;
    }

    /** The short name where nobody has it yet. */
    private String unused(String call, String name) {
        String candidate = names.add(name) ? name : call + "/" + name;
        for (int i = 1; candidate.length() > name.length() && !names.add(candidate); i++) {
            candidate = call + "/" + name + "_" + i;
        }
        return candidate;
    }

    /** Function bodies write {@code argument} or {@code node:output_name:index}. */
    private String value(
            String input, Map<String, String> values, Map<String, NodeDef> inner, Map<String, String> renamed) {
        String[] parts = input.split(":", 3);
        String argument = values.get(parts[0]);
        if (argument != null) {
            return argument;
        }
        NodeDef node = inner.get(parts[0]);
        if (node == null || parts.length < 3) {
            throw new ModelException("a function of the graph refers to " + input + ", which is not in it");
        }
        return renamed.get(parts[0]) + ":" + (offset(node, parts[1]) + Integer.parseInt(parts[2]));
    }

    /** The position of a named output among all outputs of a node. */
    private int offset(NodeDef node, String output) {
        FunctionDef function = functions.get(node.getOp());
        OpDef definition = function == null ? operations.get(node.getOp()) : function.getSignature();
        if (definition == null) {
            throw new ModelException("the graph uses the operation " + node.getOp() + ", which this TensorFlow lacks");
        }
        int offset = 0;
        for (OpDef.ArgDef argument : definition.getOutputArgList()) {
            if (argument.getName().equals(output)) {
                return offset;
            }
            offset += length(node, argument);
        }
        throw new ModelException("operation " + node.getOp() + " has no output " + output);
    }

    private static int length(NodeDef node, OpDef.ArgDef argument) {
        if (!argument.getNumberAttr().isEmpty()) {
            return Math.toIntExact(node.getAttrOrThrow(argument.getNumberAttr()).getI());
        }
        return argument.getTypeListAttr().isEmpty()
                ? 1
                : node.getAttrOrThrow(argument.getTypeListAttr()).getList().getTypeCount();
    }
}
