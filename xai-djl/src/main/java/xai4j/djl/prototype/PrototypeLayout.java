package xai4j.djl.prototype;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How many prototypes a network has, of which classes, and how large they are.
 *
 * @param classes class of each prototype
 * @param labels number of classes K
 * @param channels of the feature maps that prototypes are compared with
 * @param patch side of a prototype on those maps; 1 in the paper
 */
public record PrototypeLayout(List<Integer> classes, int labels, int channels, int patch) {
    /** Checks the numbers. */
    public PrototypeLayout {
        classes = List.copyOf(classes);
        if (labels < 2 || channels < 1 || patch < 1 || classes.isEmpty()) {
            throw new IllegalArgumentException(classes.size() + " prototypes of side " + patch + " with " + channels
                    + " channels for " + labels + " classes cannot be");
        }
        for (int label : classes) {
            if (label < 0 || label >= labels) {
                throw new IllegalArgumentException("a prototype is of class " + label + " of " + labels);
            }
        }
    }

    /**
     * As many prototypes for each class, those of the first class first.
     *
     * @param perClass prototypes of a class; 10 in the paper
     */
    public static PrototypeLayout perClass(int labels, int perClass, int channels) {
        return new PrototypeLayout(
                IntStream.range(0, labels * perClass)
                        .mapToObj(p -> p / perClass)
                        .toList(),
                labels,
                channels,
                1);
    }

    /** Number of prototypes P. */
    public int count() {
        return classes.size();
    }

    /** Values of a prototype: the largest squared distance between features in [0, 1]. */
    int size() {
        return channels * patch * patch;
    }

    /** The same with some of the prototypes only. */
    PrototypeLayout keeping(int[] kept) {
        return new PrototypeLayout(IntStream.of(kept).mapToObj(classes::get).toList(), labels, channels, patch);
    }

    /** {@code [K, P]}, row by row: {@code own} where the prototype is of the class, {@code other} elsewhere. */
    float[] table(float own, float other) {
        float[] table = new float[labels * count()];
        for (int i = 0; i < table.length; i++) {
            table[i] = classes.get(i % count()) == i / count() ? own : other;
        }
        return table;
    }
}
