package xai4j.onnx.train.prototype;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.numeric.Parallel;
import xai4j.prototype.PrototypePush;

/**
 * The push: each prototype becomes a patch of a training picture of its class, one that speaks for the class. There are no twins: no two
 * prototypes are of the same picture, nor, while others are to be had, patches that look alike. Pairs are taken from the nearest on.
 */
final class PrototypeProjection {
    private static final double ALIKE = 0.25;

    private final PrototypeHead head;
    private final PatchTable pictures;
    private final PatchEvidence evidence;

    PrototypeProjection(PrototypeHead head, PatchTable pictures, PatchEvidence evidence) {
        this.head = head;
        this.pictures = pictures;
        this.evidence = evidence;
    }

    /** A prototype, a patch that it may become, and that patch's numbers. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Pair(int prototype, PrototypePush.Patch patch, double[] vector) {}

    /** Moves the prototypes; returns the patch that each one became. */
    List<PrototypePush.Patch> push() {
        Pair[] found = new Pair[head.count()];
        for (int k = 0; k < head.labels(); k++) {
            place(pairs(k), found);
        }
        for (int p = 0; p < found.length; p++) {
            System.arraycopy(found[p].vector(), 0, head.prototypes, p * head.channels(), head.channels());
        }
        return Arrays.stream(found).map(Pair::patch).toList();
    }

    /** Of each prototype of a class and each picture of it the nearest patch, nearest pairs first. */
    private List<Pair> pairs(int label) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            if (pictures.label(i) == label) {
                double[] patches = head.patches(pictures.map(i, 0));
                for (int p = 0; p < head.count(); p++) {
                    if (head.classes().get(p) == label) {
                        pairs.add(nearest(i, patches, p));
                    }
                }
            }
        }
        pairs.sort(Comparator.comparingDouble((Pair pair) -> pair.patch().distance())
                .thenComparingInt(Pair::prototype)
                .thenComparingInt(pair -> pair.patch().image()));
        return pairs;
    }

    private Pair nearest(int picture, double[] patches, int prototype) {
        int channels = head.channels();
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int at = 0; at < patches.length / channels; at++) {
            double distance = head.distance(patches, at, prototype);
            if (evidence.speaks(picture, at) && distance < least) {
                best = at;
                least = distance;
            }
        }
        int width = pictures.map(picture, 0).width();
        return new Pair(
                prototype,
                new PrototypePush.Patch(picture, best / width, best % width, least),
                Arrays.copyOfRange(patches, best * channels, (best + 1) * channels));
    }

    /** Nearest pairs first; a picture is taken once, and what looks like a patch that was taken only when nothing else is left. */
    private static void place(List<Pair> pairs, Pair[] found) {
        double alike = ALIKE * middleDistance(pairs);
        List<Pair> placed = new ArrayList<>();
        for (double apart : new double[] {alike, 0}) {
            for (Pair pair : pairs) {
                boolean free = placed.stream()
                        .noneMatch(other -> other.prototype() == pair.prototype()
                                || other.patch().image() == pair.patch().image()
                                || distance(other.vector(), pair.vector()) < apart);
                if (free) {
                    placed.add(pair);
                    found[pair.prototype()] = pair;
                }
            }
        }
    }

    /** The middle of the distances between each candidate and the next. */
    private static double middleDistance(List<Pair> pairs) {
        double[] distances = IntStream.range(1, pairs.size())
                .filter(i ->
                        pairs.get(i).patch().image() != pairs.get(i - 1).patch().image())
                .mapToDouble(
                        i -> distance(pairs.get(i).vector(), pairs.get(i - 1).vector()))
                .sorted()
                .toArray();
        return distances.length == 0 ? 0 : distances[distances.length / 2];
    }

    private static double distance(double[] one, double[] other) {
        double sum = 0;
        for (int c = 0; c < one.length; c++) {
            sum += (one[c] - other[c]) * (one[c] - other[c]);
        }
        return sum;
    }

    /**
     * The prototypes that stay: those of whose nearest pictures enough are of their class, and of each class at least the best.
     *
     * @param neighbours how many nearest pictures are looked at
     * @param own how many of them must be of the class
     */
    int[] kept(int neighbours, int own) {
        List<double[]> distances = Parallel.map(pictures.size(), i -> head.nearest(head.patches(pictures.map(i, 0)))
                .distances());
        int[] friends = IntStream.range(0, head.count())
                .map(p -> friends(distances, p, neighbours))
                .toArray();
        int[] best = new int[head.labels()];
        Arrays.fill(best, -1);
        for (int p = 0; p < friends.length; p++) {
            int k = head.classes().get(p);
            best[k] = best[k] < 0 || friends[p] > friends[best[k]] ? p : best[k];
        }
        return IntStream.range(0, head.count())
                .filter(p -> friends[p] >= own || best[head.classes().get(p)] == p)
                .toArray();
    }

    private int friends(List<double[]> distances, int prototype, int neighbours) {
        return (int) IntStream.range(0, distances.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> distances.get(i)[prototype]))
                .limit(neighbours)
                .filter(i -> pictures.label(i) == head.classes().get(prototype))
                .count();
    }
}
