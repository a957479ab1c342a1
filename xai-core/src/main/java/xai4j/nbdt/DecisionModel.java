package xai4j.nbdt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.model.Activations;
import xai4j.model.Attention;
import xai4j.model.BackwardRule;
import xai4j.model.BatchHint;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A network seen as its tree of decisions: its "classes" are the branches of the tree, the score of a branch is by how much the
 * mean logit below it exceeds that of its siblings. Explaining a branch by any gradient, CAM or perturbation method tells which
 * pixels decided there.
 *
 * <p>The model behind it belongs to the caller; closing this does nothing.
 */
public final class DecisionModel implements DifferentiableModel {
    private final DifferentiableModel network;
    private final Tensor margins;
    private final ModelSpec spec;

    private DecisionModel(DifferentiableModel network, Tensor margins, ModelSpec spec) {
        this.network = network;
        this.margins = margins;
        this.spec = spec;
    }

    /** The branches of a tree over a network's classes; branch {@code i} leads to node {@code i} of the hierarchy. */
    public static DecisionModel of(DifferentiableModel network, Hierarchy hierarchy) {
        int nodes = hierarchy.nodes().size();
        Tensor margins = Tensor.zeros(Shape.of(nodes, hierarchy.classes()));
        for (int parent : hierarchy.inner()) {
            List<Integer> children = hierarchy.nodes().get(parent).children();
            for (int child : children) {
                for (int sibling : children) {
                    double share = sibling == child ? 1 : -1.0 / (children.size() - 1);
                    List<Integer> leaves = hierarchy.leaves(sibling);
                    for (int leaf : leaves) {
                        margins.set(child * hierarchy.classes() + leaf, (float) (share / leaves.size()));
                    }
                }
            }
        }
        List<String> names = new ArrayList<>();
        hierarchy.nodes().forEach(node -> names.add(node.name()));
        ModelSpec spec = network.spec().withLabels(names).withScores(ScoreKind.LOGITS);
        return new DecisionModel(network, margins, spec);
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public Tensor predict(Tensor batch) {
        return times(network.predict(batch, Score.LOGIT), true);
    }

    /** {@code x · marginsᵀ} for logits, or {@code x · margins} for weights of branches. */
    private Tensor times(Tensor rows, boolean transposed) {
        int nodes = margins.shape().dim(0);
        int classes = margins.shape().dim(1);
        int count = rows.shape().dim(0);
        Tensor result = Tensor.zeros(Shape.of(count, transposed ? nodes : classes));
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < result.shape().dim(1); i++) {
                double sum = 0;
                for (int j = 0; j < rows.shape().dim(1); j++) {
                    sum += (double) rows.at(row * rows.shape().dim(1) + j)
                            * margins.at(transposed ? i * classes + j : j * classes + i);
                }
                result.set(row * result.shape().dim(1) + i, (float) sum);
            }
        }
        return result;
    }

    @Override
    public BatchHint batchHint() {
        return network.batchHint();
    }

    @Override
    public List<Layer> layers() {
        return network.layers();
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> layers) {
        return new Activations(
                predict(batch), network.activations(batch, layers).values());
    }

    /** The network's head with the branches' rows. */
    @Override
    public Optional<LinearHead> head() {
        return network.head()
                .map(head -> new LinearHead(
                        head.features(),
                        head.pooling(),
                        product(head.weights()),
                        product(head.bias().reshape(Shape.of(head.bias().size(), 1)))
                                .reshape(Shape.of(margins.shape().dim(0)))));
    }

    private Tensor product(Tensor rows) {
        int classes = margins.shape().dim(1);
        int width = rows.shape().dim(1);
        Tensor result = Tensor.zeros(Shape.of(margins.shape().dim(0), width));
        for (int i = 0; i < result.shape().dim(0); i++) {
            for (int d = 0; d < width; d++) {
                double sum = 0;
                for (int k = 0; k < classes; k++) {
                    sum += (double) margins.at(i * classes + k) * rows.at(k * width + d);
                }
                result.set(i * width + d, (float) sum);
            }
        }
        return result;
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return network.lastSpatialLayer();
    }

    @Override
    public Optional<Box> receptiveField(Layer layer, int row, int column, ImageInput input) {
        return network.receptiveField(layer, row, column, input);
    }

    @Override
    public Attention attention() {
        return network.attention();
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
        if (!(objective instanceof Objective.OfScores scores)) {
            return network.gradients(batch, objective, layers, rule);
        }
        if (scores.score() == Score.PROBABILITY) {
            throw new IllegalArgumentException(
                    "branches of a tree have margins of logits, not probabilities: score=logit");
        }
        Gradients gradients = network.gradients(
                batch, new Objective.OfScores(Score.LOGIT, times(scores.weights(), false)), layers, rule);
        return new Gradients(times(gradients.scores(), true), gradients.activations(), gradients.gradients());
    }

    @Override
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        return network.obstacle(layer, rule);
    }

    /** Does nothing: the network belongs to the caller. */
    @Override
    public void close() {}
}
