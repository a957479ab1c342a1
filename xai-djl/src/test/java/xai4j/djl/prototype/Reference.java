package xai4j.djl.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import xai4j.djl.engine.NdTensors;
import xai4j.io.Npy;
import xai4j.tensor.Tensor;

/** The reference results in {@code goldens/protopnet}: see the README there. */
final class Reference {
    static final int CLASSES = 5;
    static final int CHANNELS = 8;
    private static final Path FOLDER = Path.of("src/test/resources/goldens/protopnet");

    private Reference() {}

    static Tensor floats(String name) {
        return Npy.readFloat(FOLDER.resolve(name + ".npy"));
    }

    static int[] integers(String name) {
        return Npy.readInt(FOLDER.resolve(name + ".npy")).values();
    }

    static NDArray array(NDManager scope, String name) {
        return NdTensors.array(scope, floats(name));
    }

    static NDArray labels(NDManager scope) {
        return scope.create(
                Arrays.stream(integers("target")).mapToLong(label -> label).toArray());
    }

    static PrototypeLayout layout() {
        return new PrototypeLayout(
                Arrays.stream(integers("prototype_class")).boxed().toList(), CLASSES, CHANNELS, 1);
    }

    /** The end of the reference network. */
    static PrototypeHead head(NDManager manager) {
        PrototypeHead head = new PrototypeHead(layout());
        head.initialize(manager, DataType.FLOAT32, new Shape(1, CHANNELS, 8, 8));
        head.layer().prototypes().set(floats("prototypes").toArray());
        head.lastLayer().set(floats("last_layer").toArray());
        return head;
    }

    static void assertClose(NDArray actual, Tensor expected, double tolerance) {
        assertThat(actual.getShape().getShape())
                .containsExactly(
                        Arrays.stream(expected.shape().dims()).asLongStream().toArray());
        float[] values = actual.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i]).as("element %d", i).isCloseTo(expected.at(i), offset(tolerance));
        }
    }
}
