package xai4j.prototype;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xai4j.io.Npy;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The reference results in {@code goldens/protopnet}: see the README there. */
final class Golden {
    static final int IMAGES = 3;
    static final int SIDE = 32;

    private Golden() {}

    static Path folder() {
        return Path.of("src/test/resources/goldens/protopnet");
    }

    static Tensor floats(String name) {
        return Npy.readFloat(folder().resolve(name + ".npy"));
    }

    static int[] integers(String name) {
        return Npy.readInt(folder().resolve(name + ".npy")).values();
    }

    static List<Prototype> prototypes() {
        return Arrays.stream(integers("prototype_class"))
                .mapToObj(Prototype::of)
                .toList();
    }

    static PrototypeMetadata metadata(PrototypeMetadata.Holds holds) {
        return new PrototypeMetadata(
                "maps",
                holds,
                Similarity.PAPER,
                Optional.of(floats("prototypes")),
                floats("last_layer"),
                Tensor.zeros(Shape.of(5)),
                prototypes(),
                folder());
    }

    static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Math.abs((double) actual.at(i) - expected.at(i)))
                    .as("element %d: %s instead of %s", i, actual.at(i), expected.at(i))
                    .isLessThanOrEqualTo(tolerance);
        }
    }
}
