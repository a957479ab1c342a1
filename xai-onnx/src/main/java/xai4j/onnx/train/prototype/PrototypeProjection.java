package xai4j.onnx.train.prototype;

import java.util.List;
import java.util.stream.IntStream;
import xai4j.numeric.Parallel;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.prototype.PrototypePush;

/**
 * The push: each prototype becomes the patch of a training picture of its class that is most alike to it. No two become patches of one picture; the
 * pair that is most alike goes first. Patches that show what the pictures of the class have in common come before all others.
 */
final class PrototypeProjection {
    /** More than two likenesses can differ by. */
    private static final double BEHIND = 10;

    private final FrozenFeatures features;
    private final PatchEmbedding embedding;
    private final PatchEvidence evidence;
    private final CommonObject everywhere;
    private final List<Integer> classes;
    private final float[] vectors;
    private final PrototypePush.Patch[] patches;

    private PrototypeProjection(
            FrozenFeatures features, PatchEmbedding embedding, List<Integer> classes, float[] vectors) {
        this.features = features;
        this.embedding = embedding;
        this.evidence = PatchEvidence.of(features, embedding);
        this.everywhere = CommonObject.everywhere(features, evidence);
        this.classes = classes;
        this.vectors = vectors.clone();
        this.patches = new PrototypePush.Patch[classes.size()];
    }

    /**
     * Pushes.
     *
     * @param classes of the prototypes; a class has at least as many pictures as prototypes
     * @param vectors {@code [P, D]}
     */
    static ChosenPrototypes of(
            FrozenFeatures features, PatchEmbedding embedding, List<Integer> classes, float[] vectors) {
        PrototypeProjection push = new PrototypeProjection(features, embedding, classes, vectors);
        for (int k = 0; k < features.labels().size(); k++) {
            push.push(k);
        }
        return new ChosenPrototypes(classes, push.vectors, List.of(push.patches));
    }

    /** A patch of a picture, and how much it is alike to a prototype. */
    private record Found(int prototype, int picture, int patch, double likeness) {}

    private void push(int label) {
        int[] pictures = IntStream.range(0, features.size())
                .filter(i -> features.label(i) == label)
                .toArray();
        CommonObject common = CommonObject.ofClass(features, evidence, everywhere, pictures);
        List<Found> pairs = Parallel.map(pictures.length, j -> nearest(label, pictures[j], common, j)).stream()
                .flatMap(List::stream)
                .sorted((one, other) -> Double.compare(other.likeness(), one.likeness()))
                .toList();
        boolean[] used = new boolean[features.size()];
        for (Found pair : pairs) {
            if (patches[pair.prototype()] == null && !used[pair.picture()]) {
                used[pair.picture()] = true;
                become(pair);
            }
        }
    }

    private List<Found> nearest(int label, int picture, CommonObject common, int position) {
        EmbeddedPatches embedded = embedding.of(features.maps(picture).row(0));
        double[] likeness = embedded.likeness(vectors);
        int area = embedded.area();
        return IntStream.range(0, classes.size())
                .filter(p -> classes.get(p) == label)
                .mapToObj(p -> IntStream.range(0, area)
                        .mapToObj(at -> new Found(
                                p, picture, at, likeness[p * area + at] - (common.isShown(position, at) ? 0 : BEHIND)))
                        .reduce((one, other) -> other.likeness() > one.likeness() ? other : one)
                        .orElseThrow())
                .toList();
    }

    private void become(Found pair) {
        EmbeddedPatches embedded = embedding.of(features.maps(pair.picture()).row(0));
        float[] vector = embedded.patch(pair.patch());
        int from = pair.prototype() * embedded.size();
        double distance = IntStream.range(0, vector.length)
                .mapToDouble(d -> (double) vectors[from + d] - vector[d])
                .map(difference -> difference * difference)
                .sum();
        patches[pair.prototype()] = new PrototypePush.Patch(
                pair.picture(), pair.patch() / embedded.width(), pair.patch() % embedded.width(), distance);
        System.arraycopy(vector, 0, vectors, from, vector.length);
    }
}
