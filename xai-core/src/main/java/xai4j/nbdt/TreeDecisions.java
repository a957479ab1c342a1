package xai4j.nbdt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.nbdt.hierarchy.Hierarchy;

/**
 * The decisions of a tree for one image. A child is scored by the mean of the logits of the classes below it, which is the
 * mean of their rows of the last layer (and of their biases) applied to the features; the children of a node share the softmax
 * of these scores (Wan et al. 2021, section 3.1).
 */
public final class TreeDecisions {
    private final Hierarchy hierarchy;
    private final List<NodeProbabilities> nodes;

    /**
     * Decides.
     *
     * @param logits of one image, one per class
     */
    public TreeDecisions(Hierarchy hierarchy, float[] logits) {
        this.hierarchy = hierarchy;
        this.nodes = hierarchy.inner().stream()
                .map(node -> probabilities(node, logits))
                .toList();
    }

    private NodeProbabilities probabilities(int node, float[] logits) {
        List<Double> scores = hierarchy.nodes().get(node).children().stream()
                .map(child -> mean(hierarchy.leaves(child), logits))
                .toList();
        double largest = scores.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score - largest);
        }
        List<Double> probabilities = new ArrayList<>();
        double entropy = 0;
        for (double score : scores) {
            double probability = Math.exp(score - largest) / sum;
            probabilities.add(probability);
            entropy -= probability > 0 ? probability * Math.log(probability) : 0;
        }
        return new NodeProbabilities(node, scores, probabilities, entropy);
    }

    private static double mean(List<Integer> leaves, float[] logits) {
        double sum = 0;
        for (int leaf : leaves) {
            sum += logits[leaf];
        }
        return sum / leaves.size();
    }

    /** Per inner node, in the order of their numbers. */
    public List<NodeProbabilities> nodes() {
        return nodes;
    }

    private NodeProbabilities at(int node) {
        return nodes.get(node - hierarchy.classes());
    }

    /** The class reached by taking the likeliest child at every node, the first of equal ones. */
    public int hardClass() {
        int node = hierarchy.root();
        while (node >= hierarchy.classes()) {
            List<Double> probabilities = at(node).probabilities();
            int best = 0;
            for (int i = 1; i < probabilities.size(); i++) {
                best = probabilities.get(i) > probabilities.get(best) ? i : best;
            }
            node = hierarchy.nodes().get(node).children().get(best);
        }
        return node;
    }

    /** Per class the product of the probabilities on the way to it; they add up to one. */
    public double[] softProbabilities() {
        double[] reached = new double[hierarchy.nodes().size()];
        reached[hierarchy.root()] = 1;
        List<Integer> open = new ArrayList<>(List.of(hierarchy.root()));
        for (int i = 0; i < open.size(); i++) {
            int node = open.get(i);
            List<Integer> children = hierarchy.nodes().get(node).children();
            for (int c = 0; c < children.size(); c++) {
                reached[children.get(c)] =
                        reached[node] * at(node).probabilities().get(c);
            }
            children.stream().filter(child -> child >= hierarchy.classes()).forEach(open::add);
        }
        double[] classes = new double[hierarchy.classes()];
        System.arraycopy(reached, 0, classes, 0, classes.length);
        return classes;
    }

    /** The class with the largest product, the first of equal ones. */
    public int softClass() {
        double[] soft = softProbabilities();
        int best = 0;
        for (int k = 1; k < soft.length; k++) {
            best = soft[k] > soft[best] ? k : best;
        }
        return best;
    }

    /** The decisions from the root to a class. */
    public List<Decision> pathTo(int leaf) {
        List<Integer> path = hierarchy.pathTo(leaf);
        return IntStream.range(1, path.size())
                .mapToObj(i -> decision(path.get(i - 1), path.get(i)))
                .toList();
    }

    private Decision decision(int node, int chosen) {
        NodeProbabilities here = at(node);
        List<Integer> children = hierarchy.nodes().get(node).children();
        List<Decision.Alternative> alternatives = IntStream.range(0, children.size())
                .filter(i -> children.get(i) != chosen)
                .mapToObj(i -> new Decision.Alternative(
                        children.get(i),
                        hierarchy.nodes().get(children.get(i)).name(),
                        here.probabilities().get(i)))
                .sorted(Comparator.comparingDouble(Decision.Alternative::probability)
                        .reversed())
                .toList();
        return new Decision(
                node,
                chosen,
                hierarchy.nodes().get(chosen).name(),
                here.probabilities().get(children.indexOf(chosen)),
                here.entropy(),
                alternatives);
    }
}
