package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * Puts what the backward pass reads of the forward passes alone (masks, slopes, DeepLIFT's quotients) right behind the node that it reads, in
 * graphs with very many of them; a baseline's forward pass stands before the image's. Behind the whole forward pass they would all be ready at
 * once, and ONNX Runtime sorts the nodes that are ready by inserting them into a list, anew for each of its optimisers: it then takes the square
 * of their number to open a session.
 */
final class EarlyNodes {
    /** So many nodes that are ready at once do no harm. */
    private static final int FEW = 1000;

    private EarlyNodes() {}

    /**
     * Sorts a graph in place; each node stays behind what it reads.
     *
     * @param forward the nodes of the forward pass, in order
     * @param cotangent the input that the backward pass begins with
     */
    static void apply(OnnxGraph graph, List<Node> forward, String cotangent) {
        IdentityHashMap<Node, Integer> known = new IdentityHashMap<>();
        for (int i = 0; i < forward.size(); i++) {
            known.put(forward.get(i), i);
        }
        IdentityHashMap<Node, Integer> places = places(graph, known, cotangent);
        long early = places.entrySet().stream()
                .filter(place -> place.getValue() >= 0 && place.getValue() < forward.size())
                .filter(place -> !known.containsKey(place.getKey()))
                .count();
        if (early > FEW) {
            List<Node> sorted = new ArrayList<>(graph.nodes());
            sorted.sort(Comparator.comparingInt(node -> places.getOrDefault(node, forward.size())));
            graph.nodes().clear();
            graph.nodes().addAll(sorted);
        }
    }

    /** The forward node behind which each node may stand; the end for those that need the cotangent. */
    private static IdentityHashMap<Node, Integer> places(OnnxGraph graph, Map<Node, Integer> known, String cotangent) {
        Map<String, Integer> values = new HashMap<>(Map.of(cotangent, known.size()));
        IdentityHashMap<Node, Integer> places = new IdentityHashMap<>();
        for (Node node : graph.nodes()) {
            Integer forward = known.get(node);
            int place = forward != null
                    ? forward
                    : Stream.concat(node.inputs().stream(), node.captured().stream())
                            .filter(input -> !input.isEmpty())
                            .mapToInt(input -> values.getOrDefault(input, -1))
                            .max()
                            .orElse(-1);
            places.put(node, place);
            node.outputs().forEach(value -> values.put(value, place));
        }
        return places;
    }
}
