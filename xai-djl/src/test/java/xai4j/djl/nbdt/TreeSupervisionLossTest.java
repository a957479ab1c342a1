package xai4j.djl.nbdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import xai4j.djl.Platform;
import xai4j.djl.engine.DjlEngine;
import xai4j.djl.train.TrainingLoss;
import xai4j.nbdt.Decision;
import xai4j.nbdt.NodeProbabilities;
import xai4j.nbdt.TreeDecisions;
import xai4j.nbdt.TreeRule;
import xai4j.nbdt.hierarchy.Hierarchy;

class TreeSupervisionLossTest {
    private static final int CLASSES = 6;
    private static final int ROWS = 5;

    /** Three children at the root, two at the others; one class hangs at the root itself. */
    private static final Hierarchy TREE = new Hierarchy(
            CLASSES,
            List.of(
                    leaf("a"),
                    leaf("b"),
                    leaf("c"),
                    leaf("d"),
                    leaf("e"),
                    leaf("f"),
                    new Hierarchy.Node("ab", List.of(0, 1)),
                    new Hierarchy.Node("abc", List.of(6, 2)),
                    new Hierarchy.Node("de", List.of(3, 4)),
                    new Hierarchy.Node("all", List.of(7, 8, 5))),
            9);

    private NDManager manager;
    private float[] logits;
    private long[] labels;

    private static Hierarchy.Node leaf(String name) {
        return new Hierarchy.Node(name, List.of());
    }

    @BeforeEach
    void batch() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
        manager = NDManager.newBaseManager("PyTorch");
        Random random = new Random(4);
        logits = new float[ROWS * CLASSES];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (2 * random.nextGaussian());
        }
        labels = new long[] {0, 5, 3, 2, 1};
    }

    @AfterEach
    void close() {
        if (manager != null) {
            manager.close();
        }
    }

    private double value(TrainingLoss loss, float[] at) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray array = scope.create(at, new Shape(ROWS, CLASSES));
            return loss.of(new NDList(array), scope.create(labels)).getFloat();
        }
    }

    private double ofTree(TreeRule rule, double smoothing) {
        TreeSupervisionLoss loss = new TreeSupervisionLoss(TREE, rule, 1, smoothing);
        return value((outputs, truth) -> loss.ofTree(outputs.get(0), truth), logits);
    }

    private List<TreeDecisions> decisions() {
        List<TreeDecisions> decisions = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            decisions.add(
                    new TreeDecisions(TREE, java.util.Arrays.copyOfRange(logits, row * CLASSES, (row + 1) * CLASSES)));
        }
        return decisions;
    }

    @Test
    void theHardLossIsTheSumOfTheDecisionsCrossEntropies() {
        double expected = 0;
        for (int row = 0; row < ROWS; row++) {
            for (Decision decision : decisions().get(row).pathTo((int) labels[row])) {
                expected -= Math.log(decision.probability()) / ROWS;
            }
        }
        assertThat(ofTree(TreeRule.HARD, 0)).isCloseTo(expected, offset(1e-5));
    }

    @Test
    void theSoftLossIsTheCrossEntropyOfThePathProbabilities() {
        double expected = 0;
        for (int row = 0; row < ROWS; row++) {
            expected -= Math.log(decisions().get(row).softProbabilities()[(int) labels[row]]) / ROWS;
        }
        assertThat(ofTree(TreeRule.SOFT, 0)).isCloseTo(expected, offset(1e-5));
        assertThat(ofTree(TreeRule.HARD, 0)).isCloseTo(expected, offset(1e-5));
    }

    @Test
    void smoothingGoesToSiblingsOrToAllClasses() {
        double smoothing = 0.2;
        double hard = 0;
        double soft = 0;
        for (int row = 0; row < ROWS; row++) {
            TreeDecisions here = decisions().get(row);
            double[] reached = here.softProbabilities();
            for (int k = 0; k < CLASSES; k++) {
                double target = (k == labels[row] ? 1 - smoothing : 0) + smoothing / CLASSES;
                soft -= target * Math.log(reached[k]) / ROWS;
            }
            for (Decision decision : here.pathTo((int) labels[row])) {
                NodeProbabilities node = here.nodes().get(decision.node() - CLASSES);
                List<Integer> children = TREE.nodes().get(decision.node()).children();
                for (int c = 0; c < children.size(); c++) {
                    double target =
                            (children.get(c) == decision.chosen() ? 1 - smoothing : 0) + smoothing / children.size();
                    hard -= target * Math.log(node.probabilities().get(c)) / ROWS;
                }
            }
        }
        assertThat(ofTree(TreeRule.HARD, smoothing)).isCloseTo(hard, offset(1e-5));
        assertThat(ofTree(TreeRule.SOFT, smoothing)).isCloseTo(soft, offset(1e-5));
    }

    @ParameterizedTest
    @EnumSource(TreeRule.class)
    void theNetworksLossStandsBesideTheTreesWithItsWeight(TreeRule rule) {
        double network = value(TrainingLoss.crossEntropy(0.1), logits);
        double both = value(new TreeSupervisionLoss(TREE, rule, 2.5, 0.1), logits);
        assertThat(both).isCloseTo(network + 2.5 * ofTree(rule, 0.1), offset(1e-5));
        assertThat(value(new TreeSupervisionLoss(TREE, rule, 0, 0.1), logits)).isCloseTo(network, offset(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"HARD, 0", "HARD, 0.1", "SOFT, 0", "SOFT, 0.1"})
    void gradientsAreThoseOfFiniteDifferences(TreeRule rule, double smoothing) {
        TreeSupervisionLoss loss = new TreeSupervisionLoss(TREE, rule, 1.5, smoothing);
        float[] gradient;
        NDArray array = manager.create(logits, new Shape(ROWS, CLASSES));
        array.setRequiresGradient(true);
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            collector.backward(loss.of(new NDList(array), manager.create(labels)));
            gradient = array.getGradient().toFloatArray();
        }
        float step = 1e-2f;
        for (int i = 0; i < logits.length; i++) {
            float[] moved = logits.clone();
            moved[i] += step;
            double above = value(loss, moved);
            moved[i] -= 2 * step;
            double slope = (above - value(loss, moved)) / (2.0 * step);
            assertThat((double) gradient[i]).as("logit %d", i).isCloseTo(slope, offset(3e-4));
        }
    }

    @Test
    void badWeightsAreRefused() {
        assertThatThrownBy(() -> new TreeSupervisionLoss(TREE, TreeRule.SOFT, -1, 0))
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new TreeSupervisionLoss(TREE, TreeRule.SOFT, Double.NaN, 0))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new TreeSupervisionLoss(TREE, TreeRule.SOFT, 1, 1))
                .hasMessageContaining("smoothing");
    }
}
