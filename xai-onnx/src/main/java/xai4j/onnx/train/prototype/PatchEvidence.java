package xai4j.onnx.train.prototype;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.numeric.Parallel;
import xai4j.onnx.train.FrozenFeatures;

/**
 * How much each patch of a picture speaks for the picture's class: its class activation map under a linear head, against the mean of the classes.
 * It keeps prototypes on what tells the classes apart, and off what merely fills most of the pictures.
 */
final class PatchEvidence {
    private static final double SPEAKING = 0.3;

    private final List<double[]> evidence;
    private final double[] thresholds;

    private PatchEvidence(List<double[]> evidence, double[] thresholds) {
        this.evidence = evidence;
        this.thresholds = thresholds;
    }

    static PatchEvidence of(FrozenFeatures features, PatchEmbedding embedding) {
        List<double[]> evidence = Parallel.map(
                features.size(), i -> embedding.evidence(features.maps(i).row(0), features.label(i)));
        double[] perClass = IntStream.range(0, features.labels().size())
                .mapToDouble(k -> threshold(evidence, features, k))
                .toArray();
        double[] thresholds = IntStream.range(0, features.size())
                .mapToDouble(i -> Math.min(
                        perClass[features.label(i)],
                        Arrays.stream(evidence.get(i)).max().orElseThrow()))
                .toArray();
        return new PatchEvidence(evidence, thresholds);
    }

    /** What three tenths of all patches of a class reach. */
    private static double threshold(List<double[]> evidence, FrozenFeatures features, int label) {
        double[] all = IntStream.range(0, features.size())
                .filter(i -> features.label(i) == label)
                .boxed()
                .flatMapToDouble(i -> Arrays.stream(evidence.get(i)))
                .sorted()
                .toArray();
        return all.length == 0 ? 0 : all[(int) (all.length * (1 - SPEAKING))];
    }

    /** The patch of a picture that speaks most for its class. */
    int strongest(int picture) {
        double[] map = evidence.get(picture);
        return IntStream.range(0, map.length)
                .reduce((one, other) -> map[other] > map[one] ? other : one)
                .orElseThrow();
    }

    /** What a patch says. */
    double at(int picture, int patch) {
        return evidence.get(picture)[patch];
    }

    /** Whether a patch is among the three tenths of all patches of its class that say most, or is its picture's strongest. */
    boolean speaks(int picture, int patch) {
        return evidence.get(picture)[patch] >= thresholds[picture];
    }
}
