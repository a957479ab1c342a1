package xai4j.prototype;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * The push of ProtoPNet's training: finds for each prototype the nearest patch among the training images of its class. Images
 * are offered in batches; of equally near patches the first one stays.
 */
public final class PrototypePush {
    private final Tensor prototypes;
    private final int[] classes;
    private final double[] nearest;
    private final @Nullable Patch[] found;
    private final Tensor vectors;
    private int offered;

    /**
     * A training patch.
     *
     * @param image position of its image in the order of offering
     * @param row first row on the feature map
     * @param column first column on the feature map
     * @param distance squared distance to the prototype
     */
    public record Patch(int image, int row, int column, double distance) {}

    /**
     * Begins a search.
     *
     * @param prototypes {@code [P, c, hp, wp]}
     * @param classes class of each prototype
     */
    public PrototypePush(Tensor prototypes, int[] classes) {
        if (prototypes.shape().rank() != 4 || prototypes.shape().dim(0) != classes.length) {
            throw new IllegalArgumentException(
                    "prototypes " + prototypes.shape() + " do not fit " + classes.length + " classes");
        }
        this.prototypes = prototypes.copy();
        this.classes = classes.clone();
        this.nearest = new double[classes.length];
        this.found = new Patch[classes.length];
        this.vectors = prototypes.copy();
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    }

    /**
     * Offers training images.
     *
     * @param features {@code [N, c, h, w]}
     * @param labels their classes
     */
    public void offer(Tensor features, int[] labels) {
        Tensor distances = PrototypeDistances.of(features, prototypes);
        int columns = distances.shape().dim(3);
        for (int n = 0; n < labels.length; n++) {
            Tensor image = distances.row(n);
            for (int p = 0; p < classes.length; p++) {
                if (classes[p] == labels[n]) {
                    float[] map = image.row(p).toArray();
                    int at = lowest(map);
                    if (map[at] < nearest[p]) {
                        nearest[p] = map[at];
                        found[p] = new Patch(offered + n, at / columns, at % columns, map[at]);
                        copy(features.row(n), at / columns, at % columns, vectors.row(p));
                    }
                }
            }
        }
        offered += labels.length;
    }

    /** The prototypes after the push, {@code [P, c, hp, wp]}: each one is its nearest patch. */
    public Tensor vectors() {
        return vectors.copy();
    }

    /**
     * The patch that a prototype became.
     *
     * @throws IllegalStateException if no image of its class was offered
     */
    public Patch patch(int prototype) {
        Patch patch = found[prototype];
        if (patch == null) {
            throw new IllegalStateException(
                    "no training image of class " + classes[prototype] + " for prototype " + prototype);
        }
        return patch;
    }

    private static int lowest(float[] map) {
        int lowest = 0;
        for (int i = 1; i < map.length; i++) {
            lowest = map[i] < map[lowest] ? i : lowest;
        }
        return lowest;
    }

    private static void copy(Tensor features, int row, int column, Tensor vector) {
        Shape shape = vector.shape();
        int at = 0;
        for (int c = 0; c < shape.dim(0); c++) {
            for (int i = 0; i < shape.dim(1); i++) {
                for (int j = 0; j < shape.dim(2); j++) {
                    vector.set(at++, features.get(c, row + i, column + j));
                }
            }
        }
    }
}
