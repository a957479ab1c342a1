package xai4j.onnx.train.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.explain.Progress;
import xai4j.model.LoadOptions;
import xai4j.nbdt.TreeDecisions;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.numeric.ScoreLoss;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureExtraction;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.SmallBackbone;

class FrozenTreeTest {
    private static final Hierarchy TREE = new Hierarchy(
            4,
            List.of(
                    new Hierarchy.Node("a", List.of()),
                    new Hierarchy.Node("b", List.of()),
                    new Hierarchy.Node("c", List.of()),
                    new Hierarchy.Node("d", List.of()),
                    new Hierarchy.Node("b or c", List.of(1, 2)),
                    new Hierarchy.Node("not d", List.of(0, 4)),
                    new Hierarchy.Node("all", List.of(5, 3))),
            6);

    @TempDir
    private Path folder = Path.of("");

    /** −log of the soft rule's probability of the class, beside the network's own cross-entropy. */
    @Test
    void theLossIsThatOfTheDecisionsOnTheWay() {
        double[] scores = {0.3, -1.2, 2.1, 0.4};
        float[] floats = {0.3f, -1.2f, 2.1f, 0.4f};
        double[] soft = new TreeDecisions(TREE, floats).softProbabilities();
        for (int k = 0; k < 4; k++) {
            double network = ScoreLoss.CROSS_ENTROPY.differentiate(scores.clone(), k);
            double whole = new TreeScoreLoss(TREE, 0.7).differentiate(scores.clone(), k);
            assertThat(whole - network).isCloseTo(-0.7 * Math.log(soft[k]), within(1e-6));
        }
    }

    @Test
    void theDerivativeIsThatOfTheLoss() {
        TreeScoreLoss loss = new TreeScoreLoss(TREE, 2);
        double[] scores = new Random(3).doubles(4, -2, 2).toArray();
        for (int label = 0; label < 4; label++) {
            double[] derivative = scores.clone();
            loss.differentiate(derivative, label);
            for (int k = 0; k < 4; k++) {
                double[] more = scores.clone();
                double[] less = scores.clone();
                more[k] += 1e-5;
                less[k] -= 1e-5;
                double slope = (loss.differentiate(more, label) - loss.differentiate(less, label)) / 2e-5;
                assertThat(derivative[k]).isCloseTo(slope, within(1e-8));
            }
        }
    }

    @Test
    void aWeightThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new TreeScoreLoss(TREE, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTreeOnFrozenFeaturesTellsWhatItHasNotSeen() {
        try (Backbone backbone = Backbone.open(SmallBackbone.convolutional(folder, 1), LoadOptions.defaults())) {
            FeatureExtraction pooled = FeatureExtraction.of(backbone, FeatureKind.POOLED);
            FrozenFeatures train = pooled.compute(new SmallBackbone.Squares(15, 1), Progress.SILENT);
            FrozenFeatures others = pooled.compute(new SmallBackbone.Squares(20, 2), Progress.SILENT);
            FrozenTree.Accuracy accuracy = FrozenTree.induced(train, true, 1).accuracy(others);
            assertThat(accuracy.hard().successes()).isGreaterThan(52);
            assertThat(accuracy.soft().successes()).isGreaterThan(52);
            assertThat(accuracy.plus(accuracy).network().trials()).isEqualTo(120);
        }
    }
}
