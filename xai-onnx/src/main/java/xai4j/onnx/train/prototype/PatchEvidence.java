package xai4j.onnx.train.prototype;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import xai4j.numeric.Parallel;
import xai4j.onnx.train.FrozenFeatures;

/**
 * How much each patch of a picture speaks for the picture's class: its class activation map under a linear head, against the mean of the classes.
 * It keeps prototypes on what tells the classes apart, and off what merely fills most of the pictures.
 */
final class PatchEvidence {
    private final List<double[]> evidence;

    private PatchEvidence(List<double[]> evidence) {
        this.evidence = evidence;
    }

    static PatchEvidence of(FrozenFeatures features, PatchEmbedding embedding) {
        return new PatchEvidence(Parallel.map(
                features.size(), i -> embedding.evidence(features.maps(i).row(0), features.label(i))));
    }

    /** The patch of a picture that speaks most for its class. */
    int strongest(int picture) {
        return speaking(picture, 1, patch -> true)[0];
    }

    /**
     * The patches of a picture that speak most for its class, the first first.
     *
     * @param most at most so many
     * @param allowed which patches may be among them
     */
    int[] speaking(int picture, int most, IntPredicate allowed) {
        double[] map = evidence.get(picture);
        return IntStream.range(0, map.length)
                .filter(allowed)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer at) -> -map[at]).thenComparingInt(at -> at))
                .limit(most)
                .mapToInt(at -> at)
                .toArray();
    }

    /** What a patch says. */
    double at(int picture, int patch) {
        return evidence.get(picture)[patch];
    }
}
