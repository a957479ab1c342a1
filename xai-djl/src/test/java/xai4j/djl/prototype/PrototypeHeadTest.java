package xai4j.djl.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xai4j.djl.prototype.Reference.array;
import static xai4j.djl.prototype.Reference.assertClose;
import static xai4j.djl.prototype.Reference.floats;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xai4j.djl.Platform;
import xai4j.djl.engine.DjlEngine;
import xai4j.djl.engine.NdTensors;
import xai4j.prototype.PrototypeDistances;
import xai4j.tensor.Tensor;

class PrototypeHeadTest {
    /** What the float32 reference itself is off its float64 run. */
    private static final double NOISE_OF_SIMILARITIES = 3e-4;

    private static final double NOISE_OF_LOGITS = 4e-4;

    private NDManager manager;
    private ParameterStore store;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
    }

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        store = new ParameterStore(manager, false);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void distancesMatchTheReference() {
        NDArray distances = Reference.head(manager).layer().distances(store, array(manager, "conv_features"), false);
        assertClose(distances, floats("distances"), 1e-5);
    }

    @Test
    void similaritiesOfTheReferenceDistancesMatch() {
        assertClose(PrototypeLayer.similarity(array(manager, "distances")), floats("similarities"), 1e-5);
    }

    @Test
    void similaritiesMatchUpToTheNoiseOfTheReference() {
        NDList maps =
                Reference.head(manager).layer().forward(store, new NDList(array(manager, "conv_features")), false);
        assertClose(maps.head(), floats("similarities"), NOISE_OF_SIMILARITIES);
    }

    @Test
    void logitsAndSmallestDistancesMatchTheReference() {
        NDList outputs = Reference.head(manager).forward(store, new NDList(array(manager, "conv_features")), false);
        assertClose(outputs.get(0), floats("logits"), NOISE_OF_LOGITS);
        assertClose(outputs.get(1), floats("min_distances"), 1e-5);
    }

    /** Whatever a pass computes has to go with the pictures, not to stay with the parameters until the network is closed. */
    @Test
    void aPassLeavesNothingBehind() {
        PrototypeHead head = Reference.head(manager);
        int before = manager.getManagedArrays().size();
        for (int pass = 0; pass < 3; pass++) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray features = array(scope, "conv_features");
                head.forward(store, new NDList(features), true);
                head.layer().forward(store, new NDList(features), false);
            }
        }
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void prototypesOfSeveralPositionsAreComparedWithWholePatches() {
        PrototypeLayout layout = new PrototypeLayout(List.of(0, 1, 1), 2, 4, 2);
        PrototypeHead head = new PrototypeHead(layout);
        head.initialize(manager, DataType.FLOAT32, new Shape(1, 4, 5, 6));
        NDArray features = manager.randomUniform(0, 1, new Shape(2, 4, 5, 6));
        Tensor expected = PrototypeDistances.of(
                NdTensors.tensor(features), NdTensors.tensor(head.layer().prototypes()));
        assertClose(head.layer().distances(store, features, false), expected, 1e-5);
    }

    @Test
    void theLastLayerBeginsWithOneForTheOwnClassAndMinusAHalfForOthers() {
        PrototypeHead head = new PrototypeHead(PrototypeLayout.perClass(2, 2, 4));
        head.initialize(manager, DataType.FLOAT32, new Shape(1, 4, 3, 3));
        assertThat(head.lastLayer().toFloatArray()).containsExactly(1, 1, -0.5f, -0.5f, -0.5f, -0.5f, 1, 1);
    }

    @Test
    void mapsSmallerThanAPrototypeAreRefused() {
        PrototypeHead head = new PrototypeHead(new PrototypeLayout(List.of(0, 1), 2, 4, 3));
        assertThatThrownBy(() -> head.initialize(manager, DataType.FLOAT32, new Shape(1, 4, 2, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("(1, 4, 2, 2)", "side 3");
    }
}
