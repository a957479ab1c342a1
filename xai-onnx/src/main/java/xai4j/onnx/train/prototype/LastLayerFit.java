package xai4j.onnx.train.prototype;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.numeric.LinearScoreFit;
import xai4j.numeric.Parallel;
import xai4j.numeric.ScoreLoss;
import xai4j.numeric.WeightPenalty;
import xai4j.prototype.PrototypePush;

/**
 * Fits the last layer behind pushed prototypes: cross-entropy, and absolute weights between prototypes and other classes.
 *
 * <p>A prototype is a patch of a training picture, and is as similar to that picture as nothing will ever be again. With few pictures the last
 * layer would rely on that, so a picture counts as no more similar to its own prototype than the middle one of the others of its class.
 */
final class LastLayerFit {
    private static final int STEPS = 300;
    private static final double TOLERANCE = 1e-5;

    private final PrototypeHead head;
    private final PatchTable pictures;
    private final int views;
    private final int[] labels;
    private final float[] similarities;

    LastLayerFit(PrototypeHead head, PatchTable pictures, List<PrototypePush.Patch> patches) {
        this.head = head;
        this.pictures = pictures;
        this.views = pictures.views();
        this.labels = IntStream.range(0, pictures.size() * views)
                .map(row -> pictures.label(row / views))
                .toArray();
        this.similarities = new float[labels.length * head.count()];
        Parallel.map(labels.length, this::compare);
        IntStream.range(0, head.count())
                .forEach(p -> disregard(p, patches.get(p).image()));
    }

    private int compare(int row) {
        PrototypeHead.Nearest nearest = head.nearest(head.patches(pictures.map(row / views, row % views)));
        for (int p = 0; p < head.count(); p++) {
            similarities[row * head.count() + p] = (float) nearest.similarity(p);
        }
        return row;
    }

    private void disregard(int prototype, int picture) {
        double[] others = IntStream.range(0, labels.length)
                .filter(row -> labels[row] == head.classes().get(prototype) && row / views != picture)
                .mapToDouble(row -> similarities[row * head.count() + prototype])
                .sorted()
                .toArray();
        if (others.length == 0) {
            return;
        }
        float middle = (float) others[others.length / 2];
        for (int row = picture * views; row < (picture + 1) * views; row++) {
            int at = row * head.count() + prototype;
            similarities[at] = Math.min(similarities[at], middle);
        }
    }

    /** Puts the best weights into the head. */
    void solve(double sparsity) {
        head.resetLastLayer();
        WeightPenalty sparse = (weight, k, p, step) ->
                head.classes().get(p) == k ? weight : WeightPenalty.absolute(weight, sparsity, step);
        double[] solution = new LinearScoreFit(similarities, labels, head.labels(), ScoreLoss.CROSS_ENTROPY)
                .solve(Arrays.copyOf(head.lastLayer, head.lastLayer.length), sparse, STEPS, TOLERANCE);
        System.arraycopy(solution, 0, head.lastLayer, 0, solution.length);
    }
}
