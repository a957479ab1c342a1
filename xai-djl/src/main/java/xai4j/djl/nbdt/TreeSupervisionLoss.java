package xai4j.djl.nbdt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import xai4j.djl.train.TrainingLoss;
import xai4j.nbdt.TreeRule;
import xai4j.nbdt.hierarchy.Hierarchy;

/**
 * The tree supervision loss (Wan et al. 2021, section 3.3): the network's own cross-entropy and, beside it with a weight, that of
 * its tree. Under the hard rule that is the sum of the cross-entropies of the decisions on the way to the true class, under the
 * soft rule the cross-entropy of the classes' path probabilities.
 *
 * <p>The logarithm of a product is a sum: for labels that are not smoothed both are the same number. Smoothing makes the
 * difference; it goes to the children of each node on the path under the hard rule, to all classes under the soft one. The paper
 * divides the hard one by the number of nodes, which is a matter of the weight. The authors' code takes the softmax of the path
 * probabilities once more, as if they were logits; this does not.
 */
public final class TreeSupervisionLoss implements TrainingLoss {
    private final TreeBranches branches;
    private final TreeRule rule;
    private final double weight;
    private final double smoothing;
    private final TrainingLoss network;

    /**
     * A loss for a tree.
     *
     * @param tree over the network's classes
     * @param weight of the tree's part, not negative; the network's part has weight 1
     * @param smoothing of labels in both parts, in [0, 1), see {@link TrainingLoss#crossEntropy}
     */
    public TreeSupervisionLoss(Hierarchy tree, TreeRule rule, double weight, double smoothing) {
        requireWeight(weight);
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("smoothing cannot be " + smoothing);
        }
        this.branches = new TreeBranches(tree);
        this.rule = rule;
        this.weight = weight;
        this.smoothing = smoothing;
        this.network = TrainingLoss.crossEntropy(smoothing);
    }

    static void requireWeight(double weight) {
        if (!(weight >= 0 && weight <= 1000)) {
            throw new IllegalArgumentException("the weight of the tree's loss cannot be " + weight + " (0 to 1000)");
        }
    }

    @Override
    public NDArray of(NDList outputs, NDArray labels) {
        NDArray tree = ofTree(outputs.get(0), labels, weight);
        return network.of(outputs, labels).add(tree);
    }

    /**
     * The tree's part alone.
     *
     * @param logits {@code [N, K]}
     * @param labels class indices {@code [N]}, int64
     * @return the mean over the batch, with weight 1
     */
    public NDArray ofTree(NDArray logits, NDArray labels) {
        return ofTree(logits, labels, 1);
    }

    /** Weights go into constant matrices: see {@link TrainingLoss} on factors that are Java numbers. */
    private NDArray ofTree(NDArray logits, NDArray labels, double factor) {
        int classes = branches.classes();
        NDArray truth = labels.oneHot(classes).toType(DataType.FLOAT32, false);
        NDArray logProbabilities = logProbabilities(logits);
        NDArray targets;
        if (rule == TreeRule.HARD) {
            targets = truth.matMul(constant(logits, branches.targets(smoothing, factor), classes));
        } else {
            logProbabilities = logProbabilities.matMul(
                    constant(logits, branches.paths(), classes).transpose());
            float[] smooth = new float[classes * classes];
            for (int i = 0; i < smooth.length; i++) {
                double one = i / classes == i % classes ? 1 - smoothing : 0;
                smooth[i] = (float) (factor * (one + smoothing / classes));
            }
            targets = truth.matMul(constant(logits, smooth, classes));
        }
        return logProbabilities.mul(targets).sum(new int[] {1}).mean().neg();
    }

    /** Of each child, given its node: {@code [N, nodes · most children]}; padding is far below zero. */
    private NDArray logProbabilities(NDArray logits) {
        long rows = logits.getShape().get(0);
        NDArray scores = logits.matMul(constant(logits, branches.means(), branches.classes()))
                .add(constant(logits, branches.padding(), 1));
        return scores.reshape(new Shape(rows, branches.nodes(), branches.width()))
                .logSoftmax(2)
                .reshape(new Shape(rows, (long) branches.nodes() * branches.width()));
    }

    private static NDArray constant(NDArray beside, float[] values, int rows) {
        return beside.getManager().create(values, new Shape(rows, values.length / rows));
    }
}
