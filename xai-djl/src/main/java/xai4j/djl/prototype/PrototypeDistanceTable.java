package xai4j.djl.prototype;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.util.Comparator;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import xai4j.djl.train.ImageBatches;
import xai4j.prototype.Similarity;

/** How far every picture, unchanged, is from every prototype: smallest squared distances {@code [N, P]}. */
final class PrototypeDistanceTable {
    private static final int BATCH = 64;

    private final float[] distances;
    private final int[] labels;
    private final PrototypeLayout layout;

    PrototypeDistanceTable(float[] distances, int[] labels, PrototypeLayout layout) {
        this.distances = distances;
        this.labels = labels;
        this.layout = layout;
    }

    /** Reads pictures with a network. */
    static PrototypeDistanceTable of(ProtoPNet network, ImageBatches pictures, LongConsumer done) {
        int count = network.layout().count();
        float[] distances = new float[pictures.size() * count];
        ParameterStore store = new ParameterStore(network.network().manager(), false);
        for (int start = 0; start < pictures.size(); start += BATCH) {
            int[] chosen = IntStream.range(start, Math.min(start + BATCH, pictures.size()))
                    .toArray();
            try (NDManager scope = network.network().manager().newSubManager()) {
                NDList outputs =
                        network.network().block().forward(store, new NDList(pictures.batch(scope, chosen)), false);
                outputs.attach(scope);
                float[] rows = outputs.get(1).toFloatArray();
                System.arraycopy(rows, 0, distances, start * count, rows.length);
            }
            done.accept(start + chosen.length);
        }
        return new PrototypeDistanceTable(distances, labels(pictures), network.layout());
    }

    static int[] labels(ImageBatches pictures) {
        return IntStream.range(0, pictures.size()).map(pictures.images()::label).toArray();
    }

    int[] labels() {
        return labels;
    }

    /** Largest similarities {@code [N, P]}. */
    float[] similarities() {
        float[] similarities = new float[distances.length];
        for (int i = 0; i < similarities.length; i++) {
            similarities[i] = Similarity.PAPER.of(distances[i]);
        }
        return similarities;
    }

    /** Mean distance to the nearest prototype of the own class, or of another; not a number when there is none. */
    double nearest(boolean own) {
        double sum = 0;
        for (int n = 0; n < labels.length; n++) {
            double least = Double.POSITIVE_INFINITY;
            for (int p = 0; p < layout.count(); p++) {
                if ((layout.classes().get(p) == labels[n]) == own) {
                    least = Math.min(least, distances[n * layout.count() + p]);
                }
            }
            sum += least;
        }
        return sum / labels.length;
    }

    /**
     * The prototypes that stand for their class: among the pictures nearest to them enough are of it (Chen et al. 2019, section
     * 2 of the supplement). Of a class without any such prototype the one with the most stays, so that the class can still be
     * recognised.
     *
     * @param neighbours how many pictures are looked at
     * @param own how many must be of the class
     * @return indices in order
     */
    int[] pure(int neighbours, int own) {
        int[] counts = IntStream.range(0, layout.count())
                .map(p -> ownAmongNearest(p, neighbours))
                .toArray();
        boolean[] kept = new boolean[counts.length];
        for (int label = 0; label < layout.labels(); label++) {
            int best = -1;
            boolean any = false;
            for (int p = 0; p < counts.length; p++) {
                if (layout.classes().get(p) == label) {
                    kept[p] = counts[p] >= own;
                    any |= kept[p];
                    best = best < 0 || counts[p] > counts[best] ? p : best;
                }
            }
            if (!any && best >= 0) {
                kept[best] = true;
            }
        }
        return IntStream.range(0, counts.length).filter(p -> kept[p]).toArray();
    }

    private int ownAmongNearest(int prototype, int neighbours) {
        int count = layout.count();
        return (int) IntStream.range(0, labels.length)
                .boxed()
                .sorted(Comparator.comparingDouble(n -> distances[n * count + prototype]))
                .limit(neighbours)
                .filter(n -> labels[n] == layout.classes().get(prototype))
                .count();
    }
}
