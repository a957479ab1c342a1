package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where the blocks of a transformer end: the last value through which all of a block's influence on the logits goes before the next block's attention. It is
 * the sum that the residual connections carry on.
 */
final class BlockEnds {
    private static final int ROOT = -1;

    private final GraphLinks links;
    private final Shapes shapes;
    private final List<String> values = new ArrayList<>();
    private final Map<String, Integer> order = new HashMap<>();
    /** Of each value the next one through which all of its influence goes (its immediate post-dominator). */
    private final int[] next;

    /**
     * @param onPath values that depend on the image and on which the logits depend
     */
    BlockEnds(OnnxGraph graph, GraphLinks links, Shapes shapes, Set<String> onPath, String logits) {
        this.links = links;
        this.shapes = shapes;
        for (Node node : graph.nodes()) {
            node.outputs().stream().filter(onPath::contains).forEach(output -> {
                order.put(output, values.size());
                values.add(output);
            });
        }
        this.next = new int[values.size()];
        Arrays.fill(next, ROOT);
        for (int i = values.size() - 1; i >= 0; i--) {
            if (!values.get(i).equals(logits)) {
                next[i] = common(i);
            }
        }
    }

    /** Where the ways from a value meet again. */
    private int common(int from) {
        int meeting = ROOT;
        boolean first = true;
        for (Node consumer : links.consumers(values.get(from))) {
            for (String output : consumer.outputs()) {
                Integer to = order.get(output);
                if (to != null && to > from) {
                    meeting = first ? to : meeting(meeting, to);
                    first = false;
                }
            }
        }
        return meeting;
    }

    private int meeting(int one, int other) {
        int a = one;
        int b = other;
        while (a != b && a != ROOT && b != ROOT) {
            if (a < b) {
                a = next[a];
            } else {
                b = next[b];
            }
        }
        return a == b ? a : ROOT;
    }

    private List<String> behind(String value) {
        List<String> chain = new ArrayList<>();
        for (int i = next[Objects.requireNonNull(order.get(value))]; i != ROOT; i = next[i]) {
            chain.add(values.get(i));
        }
        return chain;
    }

    /**
     * The ends of blocks, in their order.
     *
     * @param probabilities of each block's attention, in the order of execution
     * @return none for blocks that are not added one onto the other
     */
    List<String> find(List<String> probabilities, long tokens) {
        List<String> ends = new ArrayList<>();
        for (int block = 0; block < probabilities.size() - 1; block++) {
            String following = probabilities.get(block + 1);
            Set<String> before = new HashSet<>(links.ancestors(List.of(following)));
            Optional<String> end = behind(probabilities.get(block)).stream()
                    .filter(value -> before.contains(value) && isSum(value, tokens))
                    .reduce((earlier, later) -> later);
            if (end.isEmpty()) {
                return List.of();
            }
            ends.add(end.get());
        }
        return ends.isEmpty() ? List.of() : withLast(ends, probabilities.get(probabilities.size() - 1), tokens);
    }

    /** The last block ends where, for the last time, what it computed is added to what came into it. */
    private List<String> withLast(List<String> ends, String probabilities, long tokens) {
        Set<String> after = new HashSet<>(links.descendants(List.of(ends.get(ends.size() - 1))));
        after.add(ends.get(ends.size() - 1));
        Optional<String> last = behind(probabilities).stream()
                .filter(value -> isSum(value, tokens))
                .filter(value -> links.producer(value)
                        .filter(add -> add.inputs().stream().allMatch(after::contains))
                        .isPresent())
                .reduce((earlier, later) -> later);
        return last.map(end -> {
                    List<String> all = new ArrayList<>(ends);
                    all.add(end);
                    return List.copyOf(all);
                })
                .orElse(List.of());
    }

    private boolean isSum(String value, long tokens) {
        long[] dims = shapes.isKnown(value) ? shapes.dims(value) : new long[0];
        return dims.length == 3
                && dims[1] == tokens
                && links.producer(value).filter(node -> node.is("Add")).isPresent();
    }
}
