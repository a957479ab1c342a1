package xai4j.nbdt.hierarchy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.tensor.Tensor;

/**
 * A tree over the classes of a network. Nodes 0…K−1 are the leaves, one per class in the order of the scores; the others
 * are inner nodes, whose children are decided between.
 *
 * @param classes number of leaves K
 * @param nodes all nodes by number
 * @param root number of the node where decisions begin
 */
public record Hierarchy(int classes, List<Node> nodes, int root) {
    private static final int NAMED = 3;

    /**
     * A node.
     *
     * @param name what it stands for
     * @param children numbers of its children; none for a leaf
     */
    public record Node(String name, List<Integer> children) {
        /** Copies the list. */
        public Node {
            children = List.copyOf(children);
        }

        /** Whether it is a class. */
        @JsonIgnore
        public boolean isLeaf() {
            return children.isEmpty();
        }
    }

    /**
     * Checks that it is one tree.
     *
     * @throws IllegalArgumentException saying what is wrong: a leaf that is no class, a class that is no leaf, a node with two
     *     parents or with none, a single child, a cycle
     */
    public Hierarchy {
        nodes = List.copyOf(nodes);
        check(classes, nodes, root);
    }

    private static void check(int classes, List<Node> nodes, int root) {
        require(classes >= 2, "a tree over " + classes + " classes decides nothing");
        require(root >= classes && root < nodes.size(), "root " + root + " is no inner node");
        int[] parents = new int[nodes.size()];
        Arrays.fill(parents, -1);
        for (int node = 0; node < nodes.size(); node++) {
            Node here = nodes.get(node);
            require(
                    here.isLeaf() == node < classes,
                    "node " + node + " (" + here.name() + ") "
                            + (here.isLeaf() ? "has no children" : "is a class and has"));
            require(here.children().size() != 1, "node " + node + " (" + here.name() + ") has a single child");
            for (int child : here.children()) {
                require(
                        child >= 0 && child < nodes.size() && child != root,
                        "node " + node + " cannot have child " + child);
                require(
                        parents[child] < 0,
                        "node " + child + " (" + nodes.get(child).name() + ") has two parents");
                parents[child] = node;
            }
        }
        int seen = 0;
        Deque<Integer> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            seen++;
            open.addAll(nodes.get(open.remove()).children());
        }
        require(seen == nodes.size(), nodes.size() - seen + " nodes cannot be reached from the root");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("no tree of decisions: " + otherwise);
        }
    }

    /**
     * The tree that a network's last layer suggests: its rows, agglomerated by {@link Ward}'s linkage. The r-th merge becomes
     * node K+r.
     *
     * @param weights {@code [K, D]}, a row per class
     * @param normalised whether rows are first divided by their lengths, as the paper says; the authors' code and its published
     *     trees do without
     * @param labels names of the classes; numbers stand in for missing ones
     */
    public static Hierarchy induced(Tensor weights, boolean normalised, List<String> labels) {
        int classes = weights.shape().dim(0);
        List<Ward.Merge> merges = Ward.merges(weights, normalised);
        List<List<Integer>> children = new ArrayList<>();
        IntStream.range(0, classes).forEach(leaf -> children.add(List.of()));
        merges.forEach(merge -> children.add(List.of(merge.first(), merge.second())));
        return named(classes, children, children.size() - 1, labels);
    }

    /** What stands in for the name of a class without label. */
    static String unnamed(int leaf) {
        return "class " + leaf;
    }

    /** A tree whose inner nodes are named after the classes below them. */
    static Hierarchy named(int classes, List<List<Integer>> children, int root, List<String> labels) {
        List<Node> plain = new ArrayList<>();
        for (int node = 0; node < children.size(); node++) {
            String name = node < labels.size() && node < classes ? labels.get(node) : unnamed(node);
            plain.add(new Node(name, children.get(node)));
        }
        Hierarchy unnamed = new Hierarchy(classes, plain, root);
        return new Hierarchy(
                classes,
                IntStream.range(0, plain.size())
                        .mapToObj(node -> new Node(unnamed.described(node), children.get(node)))
                        .toList(),
                root);
    }

    /** The name of a leaf; of an inner node the names of the first classes below it. */
    private String described(int node) {
        List<Integer> leaves = leaves(node);
        if (leaves.size() == 1) {
            return nodes.get(node).name();
        }
        List<String> names =
                leaves.stream().limit(NAMED).map(leaf -> nodes.get(leaf).name()).toList();
        if (leaves.size() <= NAMED) {
            return String.join(" or ", names);
        }
        return leaves.size() + " classes: " + String.join(", ", names.subList(0, NAMED - 1)) + ", …";
    }

    /** The same tree with other names for some nodes; an empty name leaves the old one. */
    public Hierarchy renamed(List<String> names) {
        return new Hierarchy(
                classes,
                IntStream.range(0, nodes.size())
                        .mapToObj(node -> node < names.size()
                                        && !names.get(node).isEmpty()
                                ? new Node(names.get(node), nodes.get(node).children())
                                : nodes.get(node))
                        .toList(),
                root);
    }

    /** The classes below a node, from left to right; a leaf's own number for a leaf. */
    public List<Integer> leaves(int node) {
        List<Integer> leaves = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            int next = open.pop();
            List<Integer> children = nodes.get(next).children();
            if (children.isEmpty()) {
                leaves.add(next);
            }
            for (int i = children.size() - 1; i >= 0; i--) {
                open.push(children.get(i));
            }
        }
        return leaves;
    }

    /** Numbers of the inner nodes, in order. */
    @JsonIgnore
    public List<Integer> inner() {
        return IntStream.range(classes, nodes.size()).boxed().toList();
    }

    /** The nodes from the root to a class, both included. */
    public List<Integer> pathTo(int leaf) {
        List<Integer> path = new ArrayList<>(List.of(root));
        while (path.get(path.size() - 1) != leaf) {
            int here = path.get(path.size() - 1);
            path.add(nodes.get(here).children().stream()
                    .filter(child -> leaves(child).contains(leaf))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no class " + leaf)));
        }
        return List.copyOf(path);
    }
}
