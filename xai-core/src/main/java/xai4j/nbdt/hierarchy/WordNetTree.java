package xai4j.nbdt.hierarchy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import xai4j.nbdt.wordnet.Concept;
import xai4j.nbdt.wordnet.WordNet;

/**
 * The tree of what things are: classes under the concepts of which they are kinds. Concepts with a single child, at which
 * nothing is decided, are left out, as Wan et al. 2021 do; an inner node so bears the name of the nearest concept that all
 * classes below it share.
 */
public final class WordNetTree {
    private final List<Concept> concepts;
    private final List<String> labels;
    private final Map<String, Set<String>> below = new LinkedHashMap<>();
    private final Map<String, List<Integer>> classes = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final List<Hierarchy.Node> nodes = new ArrayList<>();

    private WordNetTree(List<Concept> concepts, List<String> labels) {
        this.concepts = concepts;
        this.labels = labels;
    }

    /**
     * The tree over the classes of a network. A class of which others are kinds, {@code woman} beside {@code girl}, becomes a
     * leaf under a node of the same name.
     *
     * @param concepts what each class means, in the order of the scores
     * @param labels names of the leaves; the concepts' own stand in for missing ones and for numbers
     * @throws IllegalArgumentException if there is one class only
     */
    public static Hierarchy of(WordNet wordNet, List<Concept> concepts, List<String> labels) {
        return new WordNetTree(concepts, labels).build(wordNet);
    }

    private Hierarchy build(WordNet wordNet) {
        String root = "";
        for (int k = 0; k < concepts.size(); k++) {
            List<Concept> chain = wordNet.chain(concepts.get(k));
            classes.computeIfAbsent(chain.get(0).wnid(), wnid -> new ArrayList<>())
                    .add(k);
            nodes.add(new Hierarchy.Node(label(k), List.of()));
            for (int i = 0; i < chain.size(); i++) {
                Concept concept = chain.get(i);
                names.put(concept.wnid(), concept.name());
                if (i + 1 < chain.size()) {
                    below.computeIfAbsent(chain.get(i + 1).wnid(), wnid -> new LinkedHashSet<>())
                            .add(concept.wnid());
                }
            }
            root = chain.get(chain.size() - 1).wnid();
        }
        return new Hierarchy(concepts.size(), nodesUnder(root), nodes.size() - 1);
    }

    private String label(int k) {
        String label = k < labels.size() ? labels.get(k) : "";
        return label.isEmpty() || Concept.isNumbered(label) && label.length() == 9
                ? concepts.get(k).name()
                : label;
    }

    private List<Hierarchy.Node> nodesUnder(String root) {
        number(root);
        return nodes;
    }

    /** Children get their numbers before their parent; the root is last. */
    private int number(String wnid) {
        List<Integer> children = new ArrayList<>(classes.getOrDefault(wnid, List.of()));
        for (String child : below.getOrDefault(wnid, Set.of())) {
            children.add(number(child));
        }
        if (children.size() == 1) {
            return children.get(0);
        }
        nodes.add(new Hierarchy.Node(names.getOrDefault(wnid, wnid), children));
        return nodes.size() - 1;
    }
}
