package xai4j.nbdt.hierarchy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import xai4j.nbdt.wordnet.Concept;
import xai4j.nbdt.wordnet.WordNet;

/**
 * Names for the inner nodes of any tree: what the classes below a node have in common. That is the nearest concept of which all
 * are kinds; where a node further down bears its name already, the next one up that none does. Nodes in different branches may
 * share a concept; then the classes are told as well.
 */
public final class CommonNames {
    private static final int TOLD = 2;

    private final WordNet wordNet;
    private final Hierarchy tree;
    private final List<Concept> concepts;
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, Set<String>> taken = new HashMap<>();

    private CommonNames(WordNet wordNet, Hierarchy tree, List<Concept> concepts) {
        this.wordNet = wordNet;
        this.tree = tree;
        this.concepts = concepts;
    }

    /**
     * The tree with named inner nodes; leaves keep their names.
     *
     * @param concepts what each class means, in the order of the scores
     */
    public static Hierarchy of(WordNet wordNet, Hierarchy tree, List<Concept> concepts) {
        CommonNames common = new CommonNames(wordNet, tree, concepts);
        common.visit(tree.root());
        List<String> names = new ArrayList<>(Collections.nCopies(tree.nodes().size(), ""));
        tree.inner().forEach(node -> names.set(node, common.distinct(node)));
        return tree.renamed(names);
    }

    /** Names a node and those below it; returns the concepts that all classes below share, from the nearest up. */
    private List<Concept> visit(int node) {
        if (node < tree.classes()) {
            return wordNet.chain(concepts.get(node));
        }
        List<Concept> shared = List.of();
        Set<String> below = new HashSet<>();
        for (int child : tree.nodes().get(node).children()) {
            List<Concept> chain = visit(child);
            shared = shared.isEmpty() ? chain : sharedEnd(shared, chain);
            below.addAll(taken.getOrDefault(child, Set.of()));
        }
        String name = shared.stream()
                .map(Concept::name)
                .filter(candidate -> !below.contains(candidate))
                .findFirst()
                .orElse(shared.get(shared.size() - 1).name());
        names.put(node, name);
        below.add(name);
        taken.put(node, below);
        return shared;
    }

    private static List<Concept> sharedEnd(List<Concept> one, List<Concept> other) {
        int end = 0;
        while (end < Math.min(one.size(), other.size())
                && one.get(one.size() - 1 - end).equals(other.get(other.size() - 1 - end))) {
            end++;
        }
        return one.subList(one.size() - end, one.size());
    }

    private String distinct(int node) {
        String name = names.getOrDefault(node, "");
        if (Collections.frequency(names.values(), name) == 1) {
            return name;
        }
        List<String> classes = tree.leaves(node).stream()
                .map(leaf -> tree.nodes().get(leaf).name())
                .toList();
        String told = String.join(", ", classes.subList(0, Math.min(TOLD, classes.size())));
        return name + ": " + told + (classes.size() > TOLD ? ", … (" + classes.size() + ")" : "");
    }
}
