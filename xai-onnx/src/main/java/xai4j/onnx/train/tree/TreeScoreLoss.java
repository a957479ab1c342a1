package xai4j.onnx.train.tree;

import java.util.ArrayList;
import java.util.List;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.numeric.ScoreLoss;

/**
 * The tree-supervision loss (Wan et al. 2021, section 3.3): the network's cross-entropy, and with a weight the sum of the cross-entropies of the
 * decisions on the way to the true class. A child's score is the mean of the scores of the classes below it, so the loss is convex.
 */
public final class TreeScoreLoss implements ScoreLoss {
    private final double weight;
    private final List<List<Fork>> paths = new ArrayList<>();
    private final int depth;

    /** The decision at a node: the classes below each child, and which child is right. */
    private record Fork(List<List<Integer>> children, int right) {}

    /**
     * A loss for a tree.
     *
     * @param weight of the tree's part, 0 to 1000; the network's part has weight 1
     */
    public TreeScoreLoss(Hierarchy tree, double weight) {
        if (!(weight >= 0 && weight <= 1000)) {
            throw new IllegalArgumentException("the weight of the tree's loss cannot be " + weight + " (0 to 1000)");
        }
        this.weight = weight;
        int deepest = 0;
        for (int leaf = 0; leaf < tree.classes(); leaf++) {
            List<Integer> path = tree.pathTo(leaf);
            List<Fork> forks = new ArrayList<>();
            for (int i = 1; i < path.size(); i++) {
                List<Integer> children = tree.nodes().get(path.get(i - 1)).children();
                forks.add(new Fork(children.stream().map(tree::leaves).toList(), children.indexOf(path.get(i))));
            }
            paths.add(forks);
            deepest = Math.max(deepest, forks.size());
        }
        this.depth = deepest;
    }

    @Override
    public double differentiate(double[] scores, int label) {
        double[] given = scores.clone();
        double loss = CROSS_ENTROPY.differentiate(scores, label);
        for (Fork fork : paths.get(label)) {
            double[] means = fork.children().stream()
                    .mapToDouble(
                            leaves -> leaves.stream().mapToDouble(k -> given[k]).sum() / leaves.size())
                    .toArray();
            loss += weight * CROSS_ENTROPY.differentiate(means, fork.right());
            for (int child = 0; child < means.length; child++) {
                List<Integer> leaves = fork.children().get(child);
                for (int leaf : leaves) {
                    scores[leaf] += weight * means[child] / leaves.size();
                }
            }
        }
        return loss;
    }

    /** Means shorten directions, so each decision adds at most what a cross-entropy has. */
    @Override
    public double curvature() {
        return CROSS_ENTROPY.curvature() * (1 + weight * depth);
    }
}
