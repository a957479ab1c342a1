package xai4j.onnx.train.prototype;

import java.util.stream.IntStream;

/**
 * What stands behind a feature map: embedded patches, their likeness to each prototype at the nearest patches, measured so that 0 is what training
 * pictures have in the mean and 1 is the prototype itself at all of them, and a last layer. Immutable.
 */
@SuppressWarnings("ArrayRecordComponent")
record PrototypeHead(
        PatchEmbedding embedding,
        ChosenPrototypes prototypes,
        int places,
        double[] means,
        double[] lastLayer,
        double[] bias) {
    /** A prototype to which everything is alike would divide by nothing. */
    private static final double LEAST = 1e-3;

    int count() {
        return prototypes.classes().size();
    }

    int labels() {
        return bias.length;
    }

    /** By how much a likeness above a prototype's mean is multiplied. */
    double scale(int prototype) {
        return scale(means, prototype);
    }

    static double scale(double[] means, int prototype) {
        return 1 / Math.max(LEAST, 1 - means[prototype]);
    }

    /** How alike a picture is to each prototype. */
    static double[] likeness(EmbeddedPatches patches, ChosenPrototypes prototypes, int places) {
        return patches.nearest(prototypes.vectors(), places);
    }

    /** The scores of a picture. */
    double[] scores(EmbeddedPatches patches) {
        double[] likeness = likeness(patches, prototypes, places);
        double[] scores = bias.clone();
        for (int p = 0; p < likeness.length; p++) {
            double similarity = (likeness[p] - means[p]) * scale(p);
            for (int k = 0; k < scores.length; k++) {
                scores[k] += lastLayer[k * likeness.length + p] * similarity;
            }
        }
        return scores;
    }

    /** The class of the largest score. */
    int predict(EmbeddedPatches patches) {
        double[] scores = scores(patches);
        return IntStream.range(0, scores.length)
                .reduce((best, k) -> scores[k] > scores[best] ? k : best)
                .orElseThrow();
    }
}
