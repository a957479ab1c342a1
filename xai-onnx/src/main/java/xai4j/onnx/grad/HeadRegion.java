package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * The part of a backward graph that can be gone through over a window: all that is local and read by nothing else, from the gradient upwards.
 *
 * @param nodes in order
 * @param entries values at which it begins
 * @param masks values of the forward pass that it reads
 * @param reach how far around the cell of the entries it looks
 * @param local where rows and columns of its values stand
 */
record HeadRegion(List<Node> nodes, Set<String> entries, Set<String> masks, Reach reach, LocalNodes local) {
    /** Extent of the window. */
    long size(int axis) {
        return Math.min(local.extent(axis), 2 * reach.along(axis) + 1);
    }

    /** Whether the window is much smaller than the map. */
    boolean isSmall() {
        return 2 * size(0) * size(1) <= local.extent(0) * local.extent(1);
    }

    /**
     * Looks for it.
     *
     * @param gradient the output of the backward graph
     * @return empty where not even the last node is local
     */
    static Optional<HeadRegion> of(OnnxGraph backward, String gradient, HeadWindow window) {
        LocalNodes local = window.local().copy();
        local.begin(gradient);
        Map<Node, Reach> inside = new HashMap<>();
        List<Node> nodes = collected(backward, window, local, inside);
        boolean ends = nodes.stream().anyMatch(node -> node.outputs().contains(gradient));
        return ends ? Optional.of(new Walk(window, inside).over(nodes, local)) : Optional.empty();
    }

    private static List<Node> collected(
            OnnxGraph backward, HeadWindow window, LocalNodes local, Map<Node, Reach> inside) {
        GraphLinks links = new GraphLinks(backward);
        List<Node> nodes = new ArrayList<>();
        for (int i = backward.nodes().size() - 1; i >= 0; i--) {
            Node node = backward.nodes().get(i);
            boolean apart = node.inputs().stream().anyMatch(window::isGoing)
                    && node.outputs().stream().allMatch(value -> inside.keySet().containsAll(links.consumers(value)));
            Optional<Reach> reach = apart ? local.metFromBehind(node) : Optional.empty();
            reach.ifPresent(own -> {
                inside.put(node, own);
                nodes.add(node);
            });
        }
        Collections.reverse(nodes);
        return nodes;
    }

    /** Once through the nodes, to see what they read and how far they look. */
    private static final class Walk {
        private final HeadWindow window;
        private final Map<Node, Reach> own;
        private final Map<String, Reach> back = new HashMap<>();
        private final Set<String> entries = new LinkedHashSet<>();
        private final Set<String> masks = new LinkedHashSet<>();
        private Reach widest = Reach.NONE;

        Walk(HeadWindow window, Map<Node, Reach> own) {
            this.window = window;
            this.own = own;
        }

        HeadRegion over(List<Node> nodes, LocalNodes local) {
            nodes.forEach(this::pass);
            return new HeadRegion(nodes, entries, masks, widest, local);
        }

        /** A mask is needed wherever what it is laid over is not zero, and there it looks at the map around it. */
        private void pass(Node node) {
            Reach reach = Reach.NONE;
            Reach mask = Reach.NONE;
            for (String input : node.inputs()) {
                if (window.isGoing(input)) {
                    reach = reach.or(back.getOrDefault(input, Reach.NONE));
                    if (!back.containsKey(input)) {
                        entries.add(input);
                    }
                } else if (window.isSeen(input)) {
                    mask = mask.or(window.reach(input));
                    masks.add(input);
                }
            }
            Reach all = reach.plus(own.getOrDefault(node, Reach.NONE));
            node.outputs().forEach(output -> back.put(output, all));
            widest = widest.or(all.plus(mask));
        }
    }
}
