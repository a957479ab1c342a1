package xai4j.onnx.train.prototype;

import java.util.Arrays;
import java.util.List;
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

    /** What each patch of a picture says. */
    double[] of(int picture) {
        return evidence.get(picture).clone();
    }

    /** What the patch says that speaks most for the picture's class. */
    double strongest(int picture) {
        return Arrays.stream(evidence.get(picture)).max().orElseThrow();
    }
}
