package xai4j.onnx.train.prototype;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.numeric.LinearScoreFit;
import xai4j.numeric.Parallel;
import xai4j.numeric.ScoreLoss;
import xai4j.numeric.WeightPenalty;
import xai4j.onnx.train.FrozenFeatures;

/**
 * Fits the last layer behind prototypes that are patches: cross-entropy, squared weights to the own class, which are never below zero, and
 * absolute weights to others.
 *
 * <p>A prototype is as alike to its own picture as nothing will ever be again. With few pictures the last layer would rely on that, so a
 * picture counts as no more alike to its own prototype than the middle one of the others of its class.
 */
final class LastLayerFit {
    private static final int STEPS = 300;
    private static final double TOLERANCE = 1e-5;
    private static final double LEAST_DEVIATION = 1e-6;

    private final FrozenFeatures features;
    private final PatchEmbedding embedding;
    private final ChosenPrototypes prototypes;
    private final int places;
    private final int views;
    private final double[][] likeness;

    LastLayerFit(FrozenFeatures features, PatchEmbedding embedding, ChosenPrototypes prototypes, int places) {
        this.features = features;
        this.embedding = embedding;
        this.prototypes = prototypes;
        this.places = places;
        this.views = features.views();
        this.likeness = Parallel.map(features.size(), i -> {
                    xai4j.tensor.Tensor maps = features.maps(i);
                    return IntStream.range(0, views)
                            .mapToObj(view -> PrototypeHead.likeness(embedding.of(maps.row(view)), prototypes, places))
                            .toList();
                })
                .stream()
                .flatMap(List::stream)
                .toArray(double[][]::new);
    }

    private LastLayerFit(LastLayerFit whole, int... kept) {
        this.features = whole.features;
        this.embedding = whole.embedding;
        this.prototypes = whole.prototypes.keeping(kept);
        this.places = whole.places;
        this.views = whole.views;
        this.likeness = Arrays.stream(whole.likeness)
                .map(row -> Arrays.stream(kept).mapToDouble(p -> row[p]).toArray())
                .toArray(double[][]::new);
    }

    /** With some of the prototypes. */
    LastLayerFit keeping(int... kept) {
        return new LastLayerFit(this, kept);
    }

    private int label(int row) {
        return features.label(row / views);
    }

    /**
     * The prototypes that stay: those of whose nearest pictures enough are of their class, and of each class at least the best.
     *
     * @param neighbours how many nearest pictures are looked at
     * @param own how many of them must be of the class
     */
    int[] kept(int neighbours, int own) {
        int[] friends =
                IntStream.range(0, count()).map(p -> friends(p, neighbours)).toArray();
        int[] best = new int[features.labels().size()];
        Arrays.fill(best, -1);
        for (int p = 0; p < friends.length; p++) {
            int k = prototypes.classes().get(p);
            best[k] = best[k] < 0 || friends[p] > friends[best[k]] ? p : best[k];
        }
        return IntStream.range(0, count())
                .filter(p -> friends[p] >= own || best[prototypes.classes().get(p)] == p)
                .toArray();
    }

    private int friends(int prototype, int neighbours) {
        return (int) IntStream.range(0, features.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -likeness[i * views][prototype]))
                .limit(neighbours)
                .filter(i -> features.label(i) == prototypes.classes().get(prototype))
                .count();
    }

    private int count() {
        return prototypes.classes().size();
    }

    /**
     * Solves.
     *
     * @param ridge strength of squared weights to the own class, of standardised likenesses
     * @param sparsity strength of absolute weights to other classes
     */
    PrototypeHead solve(double ridge, double sparsity) {
        double[][] columns = IntStream.range(0, count()).mapToObj(this::column).toArray(double[][]::new);
        double[] means = new double[count()];
        double[] deviations = new double[count()];
        float[] rows = new float[likeness.length * (count() + 1)];
        for (int p = 0; p < count(); p++) {
            means[p] = Arrays.stream(columns[p]).average().orElseThrow();
            double mean = means[p];
            deviations[p] = Math.max(
                    LEAST_DEVIATION,
                    Math.sqrt(Arrays.stream(columns[p])
                            .map(x -> (x - mean) * (x - mean))
                            .average()
                            .orElseThrow()));
            for (int row = 0; row < likeness.length; row++) {
                rows[row * (count() + 1) + p] = (float) ((columns[p][row] - mean) / deviations[p]);
            }
        }
        for (int row = 0; row < likeness.length; row++) {
            rows[row * (count() + 1) + count()] = 1;
        }
        int classes = features.labels().size();
        int[] labels = IntStream.range(0, likeness.length).map(this::label).toArray();
        double[] solution = new LinearScoreFit(rows, labels, classes, ScoreLoss.CROSS_ENTROPY)
                .solve(new double[classes * (count() + 1)], penalty(ridge, sparsity), STEPS, TOLERANCE);
        return head(solution, means, deviations);
    }

    private WeightPenalty penalty(double ridge, double sparsity) {
        return (weight, k, p, step) -> {
            if (p == count()) {
                return weight;
            }
            return prototypes.classes().get(p) == k
                    ? Math.max(0, weight / (1 + step * ridge))
                    : WeightPenalty.absolute(weight, sparsity, step);
        };
    }

    /** How alike all views are to a prototype; those of its own picture no more than the middle one of the others of its class. */
    private double[] column(int prototype) {
        double[] column =
                Arrays.stream(likeness).mapToDouble(row -> row[prototype]).toArray();
        int picture = prototypes.patches().get(prototype).image();
        double[] others = IntStream.range(0, column.length)
                .filter(row -> label(row) == prototypes.classes().get(prototype) && row / views != picture)
                .mapToDouble(row -> column[row])
                .sorted()
                .toArray();
        if (others.length > 0) {
            for (int row = picture * views; row < (picture + 1) * views; row++) {
                column[row] = Math.min(column[row], others[others.length / 2]);
            }
        }
        return column;
    }

    /** The solution for likenesses from their means to one. */
    private PrototypeHead head(double[] solution, double[] means, double[] deviations) {
        int classes = features.labels().size();
        double[] lastLayer = new double[classes * count()];
        double[] bias = new double[classes];
        for (int k = 0; k < classes; k++) {
            bias[k] = solution[k * (count() + 1) + count()];
            for (int p = 0; p < count(); p++) {
                lastLayer[k * count() + p] =
                        solution[k * (count() + 1) + p] / deviations[p] / PrototypeHead.scale(means, p);
            }
        }
        return new PrototypeHead(embedding, prototypes, places, means, lastLayer, bias);
    }
}
