package xai4j.djl.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static xai4j.djl.prototype.Reference.array;
import static xai4j.djl.prototype.Reference.floats;
import static xai4j.djl.prototype.Reference.integers;
import static xai4j.djl.prototype.Reference.labels;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xai4j.djl.Platform;
import xai4j.djl.engine.DjlEngine;
import xai4j.tensor.Tensor;

class PrototypeCostsTest {
    private static final double CLUSTER = 0.8;
    private static final double SEPARATION = 0.08;

    private NDManager manager;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
    }

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static PrototypeCosts costs() {
        return new PrototypeCosts(Reference.layout(), CLUSTER, SEPARATION);
    }

    /** Mean over the images of the smallest of their distances to prototypes of the own class, or of the others. */
    private static double nearest(boolean own) {
        Tensor distances = floats("min_distances");
        int[] classes = integers("prototype_class");
        int[] labels = integers("target");
        double sum = 0;
        for (int n = 0; n < labels.length; n++) {
            double least = Double.POSITIVE_INFINITY;
            for (int p = 0; p < classes.length; p++) {
                if ((classes[p] == labels[n]) == own) {
                    least = Math.min(least, distances.get(n, p));
                }
            }
            sum += least;
        }
        return sum / labels.length;
    }

    private static double crossEntropy() {
        Tensor logits = floats("logits");
        int[] labels = integers("target");
        double sum = 0;
        for (int n = 0; n < labels.length; n++) {
            double total = 0;
            for (int k = 0; k < Reference.CLASSES; k++) {
                total += Math.exp(logits.get(n, k));
            }
            sum += Math.log(total) - logits.get(n, labels[n]);
        }
        return sum / labels.length;
    }

    @Test
    void clusterAndSeparationOfTheReferenceDistancesAreTheClosedForms() {
        NDArray smallest = array(manager, "min_distances");
        assertThat((double) costs().cluster(smallest, labels(manager)).getFloat())
                .isCloseTo(nearest(true), offset(1e-5));
        assertThat((double) costs().separation(smallest, labels(manager)).getFloat())
                .isCloseTo(nearest(false), offset(1e-5));
    }

    @Test
    void theLossAddsThemToTheCrossEntropy() {
        NDList outputs = new NDList(array(manager, "logits"), array(manager, "min_distances"));
        PrototypeCosts costs = costs();
        assertThat((double) costs.of(outputs, labels(manager)).getFloat())
                .isCloseTo(crossEntropy() + CLUSTER * nearest(true) - SEPARATION * nearest(false), offset(1e-5));
        assertThat(costs.meanCluster()).isCloseTo(nearest(true), offset(1e-5));
        costs.forget();
        assertThat(costs.meanCluster()).isZero();
    }

    @Test
    void distancesBeyondTheLargestPossibleAreCutOff() {
        NDArray far = array(manager, "min_distances").mul(0).add(100);
        assertThat(costs().cluster(far, labels(manager)).getFloat()).isEqualTo(Reference.CHANNELS);
    }

    @Test
    void gradientsOfThePrototypesAreThoseOfFiniteDifferences() {
        PrototypeHead head = Reference.head(manager);
        NDArray prototypes = head.layer().prototypes();
        prototypes.setRequiresGradient(true);
        float[] gradient;
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray loss = loss(head);
            collectGarbage();
            collector.backward(loss);
            gradient = prototypes.getGradient().toFloatArray();
        }
        prototypes.setRequiresGradient(false);
        float[] at = prototypes.toFloatArray();
        float step = 1e-3f;
        for (int i = 0; i < at.length; i += 7) {
            float middle = at[i];
            at[i] = middle + step;
            prototypes.set(at);
            double above = loss(head).getFloat();
            at[i] = middle - step;
            prototypes.set(at);
            double below = loss(head).getFloat();
            at[i] = middle;
            assertThat((double) gradient[i])
                    .as("value %d", i)
                    .isCloseTo((above - below) / (2 * step), offset(2e-3 * (1 + Math.abs(gradient[i]))));
        }
    }

    /** What DJL keeps for the backward pass in Java memory without holding on to it is overwritten. */
    private static void collectGarbage() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            for (int j = 0; j < 200; j++) {
                ByteBuffer.allocateDirect(Float.BYTES).putFloat(0, Float.NaN);
            }
        }
    }

    private NDArray loss(PrototypeHead head) {
        ParameterStore store = new ParameterStore(manager, false);
        NDList outputs = head.forward(store, new NDList(array(manager, "conv_features")), true);
        return costs().of(outputs, labels(manager));
    }
}
