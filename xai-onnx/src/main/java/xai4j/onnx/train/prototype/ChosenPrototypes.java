package xai4j.onnx.train.prototype;

import java.util.List;
import xai4j.prototype.PrototypePush;

/**
 * Prototypes that are patches of training pictures.
 *
 * @param classes of each
 * @param vectors {@code [P, D]}, row by row
 * @param patches that they are
 */
@SuppressWarnings("ArrayRecordComponent")
record ChosenPrototypes(List<Integer> classes, float[] vectors, List<PrototypePush.Patch> patches) {
    ChosenPrototypes {
        classes = List.copyOf(classes);
        patches = List.copyOf(patches);
    }

    /** Some of them. */
    ChosenPrototypes keeping(int... kept) {
        int size = vectors.length / classes.size();
        float[] rest = new float[kept.length * size];
        for (int q = 0; q < kept.length; q++) {
            System.arraycopy(vectors, kept[q] * size, rest, q * size, size);
        }
        return new ChosenPrototypes(
                java.util.Arrays.stream(kept).mapToObj(classes::get).toList(),
                rest,
                java.util.Arrays.stream(kept).mapToObj(patches::get).toList());
    }
}
