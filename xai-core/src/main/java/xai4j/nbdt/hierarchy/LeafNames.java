package xai4j.nbdt.hierarchy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a tree calls its leaves against what a model calls its classes: a leaf belongs to the class that it names. */
public final class LeafNames {
    private LeafNames() {}

    /**
     * The tree whose leaves stand in the order of the model's classes. Names that are all others than the model's say nothing
     * about the order, and the tree stays as it is.
     *
     * @throws IllegalArgumentException if some leaves name classes of another number and the others do not say whose place
     *     they take
     */
    static Hierarchy ordered(Hierarchy tree, List<String> labels) {
        if (labels.size() != tree.classes()) {
            return tree;
        }
        List<String> names = names(tree);
        Optional<List<Integer>> places = places(names, labels, UnaryOperator.identity());
        if (places.isEmpty()) {
            places = places(names, labels, LeafNames::folded);
        }
        if (places.isPresent()) {
            return moved(tree, places.get());
        }
        List<String> known = labels.stream().map(LeafNames::folded).toList();
        for (int leaf = 0; leaf < tree.classes(); leaf++) {
            int other = known.indexOf(folded(names.get(leaf)));
            if (other >= 0 && !known.get(leaf).equals(folded(names.get(leaf)))) {
                throw new IllegalArgumentException("its leaf " + leaf + " is called \"" + names.get(leaf)
                        + "\", which is the model's class " + other + "; class " + leaf + " is \"" + labels.get(leaf)
                        + "\"");
            }
        }
        return tree;
    }

    /** A word of warning when leaves are called otherwise than the model's classes, whose numbers are then all there is. */
    public static Optional<String> strange(Hierarchy tree, List<String> labels) {
        List<Integer> strange = new ArrayList<>();
        for (int leaf = 0; leaf < Math.min(labels.size(), tree.classes()); leaf++) {
            String name = tree.nodes().get(leaf).name();
            if (!folded(name).equals(folded(labels.get(leaf))) && !name.equals(Hierarchy.unnamed(leaf))) {
                strange.add(leaf);
            }
        }
        if (strange.isEmpty()) {
            return Optional.empty();
        }
        int first = strange.get(0);
        return Optional.of("the tree calls " + strange.size() + " of the model's " + tree.classes()
                + " classes otherwise (class " + first + " is \"" + labels.get(first) + "\", its leaf \""
                + tree.nodes().get(first).name() + "\"): leaves were taken by their numbers");
    }

    private static List<String> names(Hierarchy tree) {
        return tree.nodes().subList(0, tree.classes()).stream()
                .map(Hierarchy.Node::name)
                .toList();
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** For each name the place of its label; of equal labels, which ImageNet has, the first is for the first name. */
    private static Optional<List<Integer>> places(
            List<String> names, List<String> labels, UnaryOperator<String> folding) {
        Map<String, Deque<Integer>> open = new HashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            open.computeIfAbsent(folding.apply(labels.get(i)), key -> new ArrayDeque<>())
                    .add(i);
        }
        List<Integer> places = new ArrayList<>();
        for (String name : names) {
            Integer place =
                    open.getOrDefault(folding.apply(name), new ArrayDeque<>()).poll();
            if (place == null) {
                return Optional.empty();
            }
            places.add(place);
        }
        return Optional.of(places);
    }

    private static Hierarchy moved(Hierarchy tree, List<Integer> places) {
        List<Hierarchy.Node> nodes = new ArrayList<>(tree.nodes());
        for (int node = 0; node < tree.nodes().size(); node++) {
            Hierarchy.Node old = tree.nodes().get(node);
            List<Integer> children = old.children().stream()
                    .map(child -> child < tree.classes() ? places.get(child) : child)
                    .toList();
            nodes.set(node < tree.classes() ? places.get(node) : node, new Hierarchy.Node(old.name(), children));
        }
        return new Hierarchy(tree.classes(), nodes, tree.root());
    }
}
