package xai4j.onnx.train.prototype;

import java.util.List;
import java.util.stream.IntStream;
import xai4j.numeric.CounterRandom;
import xai4j.prototype.Similarity;

/**
 * What stands behind a frozen map: patches z = σ(A y + a) of reduced features y, squared distances to prototypes, similarities
 * {@code log((d + 1) / (d + ε))} at the nearest patch, and a last layer. Numbers change while it is trained.
 */
final class PrototypeHead {
    private static final float OWN = 1;
    private static final float OTHER = -0.5f;
    private static final double EPSILON = Similarity.PAPER.epsilon();

    private final int inputs;
    private final int channels;
    private final int labels;
    private final List<Integer> classes;
    final double[] addOn;
    final double[] addOnBias;
    final double[] prototypes;
    final double[] lastLayer;

    private PrototypeHead(
            int inputs,
            int channels,
            int labels,
            List<Integer> classes,
            double[] addOn,
            double[] addOnBias,
            double[] prototypes,
            double[] lastLayer) {
        this.inputs = inputs;
        this.channels = channels;
        this.labels = labels;
        this.classes = List.copyOf(classes);
        this.addOn = addOn;
        this.addOnBias = addOnBias;
        this.prototypes = prototypes;
        this.lastLayer = lastLayer;
    }

    /** A head whose patches are the sigmoids of what comes in, with prototypes in the middle of their space. */
    static PrototypeHead initialised(int inputs, int labels, int perClass) {
        List<Integer> classes = IntStream.range(0, labels * perClass)
                .mapToObj(p -> p / perClass)
                .toList();
        double[] addOn = new double[inputs * inputs];
        IntStream.range(0, inputs).forEach(i -> addOn[i * inputs + i] = 1);
        double[] prototypes = new double[classes.size() * inputs];
        CounterRandom random = new CounterRandom(0, 0);
        IntStream.range(0, prototypes.length).forEach(i -> prototypes[i] = random.uniform(i));
        PrototypeHead head = new PrototypeHead(
                inputs,
                inputs,
                labels,
                classes,
                addOn,
                new double[inputs],
                prototypes,
                new double[labels * classes.size()]);
        head.resetLastLayer();
        return head;
    }

    /** One for the own class, −½ for the others. */
    void resetLastLayer() {
        for (int k = 0; k < labels; k++) {
            for (int p = 0; p < count(); p++) {
                lastLayer[k * count() + p] = classes.get(p) == k ? OWN : OTHER;
            }
        }
    }

    int inputs() {
        return inputs;
    }

    int channels() {
        return channels;
    }

    int labels() {
        return labels;
    }

    /** Class of each prototype. */
    List<Integer> classes() {
        return classes;
    }

    int count() {
        return classes.size();
    }

    /** The same with some of the prototypes only. */
    PrototypeHead keeping(int[] kept) {
        double[] vectors = new double[kept.length * channels];
        double[] weights = new double[labels * kept.length];
        for (int q = 0; q < kept.length; q++) {
            System.arraycopy(prototypes, kept[q] * channels, vectors, q * channels, channels);
            for (int k = 0; k < labels; k++) {
                weights[k * kept.length + q] = lastLayer[k * count() + kept[q]];
            }
        }
        return new PrototypeHead(
                inputs,
                channels,
                labels,
                IntStream.of(kept).mapToObj(classes::get).toList(),
                addOn,
                addOnBias,
                vectors,
                weights);
    }

    /** Patches z, {@code [h·w, c]}. */
    double[] patches(PatchMap map) {
        double[] patches = new double[map.area() * channels];
        for (int at = 0; at < map.area(); at++) {
            for (int c = 0; c < channels; c++) {
                double sum = addOnBias[c];
                for (int d = 0; d < inputs; d++) {
                    sum += addOn[c * inputs + d] * map.values()[at * inputs + d];
                }
                patches[at * channels + c] = 1 / (1 + Math.exp(-sum));
            }
        }
        return patches;
    }

    /** Squared distance of a patch to a prototype. */
    double distance(double[] patches, int at, int prototype) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            double difference = patches[at * channels + c] - prototypes[prototype * channels + c];
            sum += difference * difference;
        }
        return sum;
    }

    /** The nearest patch of each prototype. */
    Nearest nearest(double[] patches) {
        int[] places = new int[count()];
        double[] distances = new double[count()];
        int area = patches.length / channels;
        for (int p = 0; p < count(); p++) {
            distances[p] = Double.POSITIVE_INFINITY;
            for (int at = 0; at < area; at++) {
                double distance = distance(patches, at, p);
                if (distance < distances[p]) {
                    distances[p] = distance;
                    places[p] = at;
                }
            }
        }
        return new Nearest(places, distances);
    }

    /** Where each prototype's nearest patch is, and how far it is. */
    @SuppressWarnings("ArrayRecordComponent")
    record Nearest(int[] places, double[] distances) {
        double similarity(int prototype) {
            return Math.log((distances[prototype] + 1) / (distances[prototype] + EPSILON));
        }

        /** Derivative of the similarity with respect to the distance. */
        double slope(int prototype) {
            return 1 / (distances[prototype] + 1) - 1 / (distances[prototype] + EPSILON);
        }
    }

    double[] scores(Nearest nearest) {
        double[] scores = new double[labels];
        for (int p = 0; p < count(); p++) {
            double similarity = nearest.similarity(p);
            for (int k = 0; k < labels; k++) {
                scores[k] += lastLayer[k * count() + p] * similarity;
            }
        }
        return scores;
    }

    /** The class of the largest score. */
    int predict(PatchMap map) {
        double[] scores = scores(nearest(patches(map)));
        return IntStream.range(0, labels)
                .reduce((best, k) -> scores[k] > scores[best] ? k : best)
                .orElseThrow();
    }
}
