package xai4j.djl.tensorflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/** What TensorFlow would run for some values of a graph: control inputs count, and functions count whole. */
final class GraphReach {
    private GraphReach() {}

    /** All nodes of a graph and of its functions. */
    static List<NodeDef> everything(GraphDef graph) {
        List<NodeDef> all = new ArrayList<>(graph.getNodeList());
        graph.getLibrary().getFunctionList().forEach(function -> all.addAll(function.getNodeDefList()));
        return all;
    }

    /** The nodes of the graph itself that the roots need, by data or by control. */
    static Set<String> names(GraphDef graph, Collection<String> roots) {
        Map<String, NodeDef> nodes = new HashMap<>();
        graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            NodeDef node = nodes.get(open.poll());
            if (node != null && reached.add(node.getName())) {
                node.getInputList().forEach(input -> open.add(Nodes.nameOf(input.replace("^", ""))));
            }
        }
        return reached;
    }

    /** The part of a graph that the roots need, with the functions that this part calls. */
    static GraphDef part(GraphDef graph, Collection<String> roots) {
        Set<String> reached = names(graph, roots);
        List<NodeDef> kept = graph.getNodeList().stream()
                .filter(node -> reached.contains(node.getName()))
                .toList();
        GraphDef.Builder part = graph.toBuilder().clearNode().addAllNode(kept);
        part.getLibraryBuilder().clearFunction().addAllFunction(functions(graph, kept));
        return part.build();
    }

    /** The functions that nodes call, directly, as an attribute, or through other functions. */
    static List<FunctionDef> functions(GraphDef graph, Collection<NodeDef> callers) {
        Map<String, FunctionDef> known = new HashMap<>();
        graph.getLibrary()
                .getFunctionList()
                .forEach(function -> known.put(function.getSignature().getName(), function));
        Map<String, FunctionDef> called = new HashMap<>();
        Deque<NodeDef> open = new ArrayDeque<>(callers);
        while (!open.isEmpty()) {
            for (String name : called(open.poll())) {
                FunctionDef function = known.get(name);
                if (function != null && called.putIfAbsent(name, function) == null) {
                    open.addAll(function.getNodeDefList());
                }
            }
        }
        return graph.getLibrary().getFunctionList().stream()
                .filter(function -> called.containsKey(function.getSignature().getName()))
                .toList();
    }

    private static List<String> called(NodeDef node) {
        List<String> names = new ArrayList<>(List.of(node.getOp()));
        for (AttrValue attribute : node.getAttrMap().values()) {
            if (attribute.hasFunc()) {
                names.add(attribute.getFunc().getName());
            }
            attribute.getList().getFuncList().stream()
                    .map(NameAttrList::getName)
                    .forEach(names::add);
        }
        return names;
    }
}
