package xai4j.onnx.train.tree;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import xai4j.nbdt.TreeDecisions;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.numeric.WilsonInterval;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.LinearClassifier;
import xai4j.onnx.train.LinearHeadFit;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A linear head that decides as a tree.
 *
 * @param head trained with the tree-supervision loss
 * @param tree over its classes
 */
public record FrozenTree(LinearClassifier head, Hierarchy tree) {
    /**
     * The tree that the classes' features suggest, and a head trained for it.
     *
     * @param normalised whether rows are divided by their lengths before they are joined
     * @param weight of the tree's part of the loss
     * @throws xai4j.tensor.XaiException if a class has fewer than two pictures
     */
    public static FrozenTree induced(FrozenFeatures features, boolean normalised, double weight) {
        return fit(features, tree(features, normalised), weight);
    }

    /**
     * The tree that the classes' features suggest. Its rows are the means of the classes in standardised features, to which the rows of a linear
     * head tend as its penalty grows: those of a head that is fitted to few pictures say more of these pictures than of the classes.
     */
    public static Hierarchy tree(FrozenFeatures features, boolean normalised) {
        return Hierarchy.induced(ClassMeans.of(features), normalised, features.labels());
    }

    /**
     * A head for a given tree.
     *
     * @param weight of the tree's part of the loss
     */
    public static FrozenTree fit(FrozenFeatures features, Hierarchy tree, double weight) {
        return fit(features, tree, weight, Optional.empty());
    }

    /**
     * The same near another head.
     *
     * @param own the backbone's own head for these classes
     */
    public static FrozenTree fit(
            FrozenFeatures features, Hierarchy tree, double weight, Optional<LinearClassifier> own) {
        return new FrozenTree(LinearHeadFit.fit(features, new TreeScoreLoss(tree, weight), own), tree);
    }

    /** The tree that the rows of a head suggest. */
    public static Hierarchy tree(LinearClassifier head, boolean normalised, List<String> labels) {
        Tensor rows = Tensor.of(Shape.of(head.classes(), head.channels()), head.weights());
        return Hierarchy.induced(rows, normalised, labels);
    }

    /**
     * How many pictures are told right.
     *
     * @param network by the head itself
     * @param hard by the likeliest child at every node
     * @param soft by the product of probabilities
     */
    public record Accuracy(WilsonInterval network, WilsonInterval hard, WilsonInterval soft) {
        /** Both counted together. */
        public Accuracy plus(Accuracy other) {
            return new Accuracy(sum(network, other.network), sum(hard, other.hard), sum(soft, other.soft));
        }

        private static WilsonInterval sum(WilsonInterval one, WilsonInterval other) {
            return WilsonInterval.of(one.successes() + other.successes(), one.trials() + other.trials());
        }
    }

    /** Tests on the pictures themselves, not on their other views. */
    public Accuracy accuracy(FrozenFeatures features) {
        return new Accuracy(
                head.accuracy(features),
                counted(features, TreeDecisions::hardClass),
                counted(features, TreeDecisions::softClass));
    }

    private WilsonInterval counted(FrozenFeatures features, ToIntFunction<TreeDecisions> rule) {
        int right = (int) IntStream.range(0, features.size())
                .filter(i ->
                        rule.applyAsInt(new TreeDecisions(tree, scores(features.pooled(i, 0)))) == features.label(i))
                .count();
        return WilsonInterval.of(right, features.size());
    }

    private float[] scores(float[] pooled) {
        double[] scores = head.scores(pooled);
        float[] result = new float[scores.length];
        for (int k = 0; k < result.length; k++) {
            result[k] = (float) scores[k];
        }
        return result;
    }
}
