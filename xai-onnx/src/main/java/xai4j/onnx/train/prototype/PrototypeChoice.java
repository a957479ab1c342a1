package xai4j.onnx.train.prototype;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.numeric.Parallel;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.prototype.PrototypePush;

/**
 * Chooses the patches that prototypes are: of the {@linkplain CandidatePatches candidates} of a class one after another is taken that makes the pictures
 * of the class most alike to the nearest one chosen (greedy facility location, Nemhauser et al. 1978). No two are of one picture, and twins are
 * not taken, since the second of them brings nothing.
 */
final class PrototypeChoice {
    /** Pictures of a class with candidates: those that speak most, where there are more. */
    private static final int PICTURES = 64;

    private final FrozenFeatures features;
    private final PatchEmbedding embedding;
    private final PatchEvidence evidence;
    private final CandidatePatches candidates;
    private final int places;

    PrototypeChoice(FrozenFeatures features, PatchEmbedding embedding, PatchEvidence evidence, int places) {
        this.features = features;
        this.embedding = embedding;
        this.evidence = evidence;
        this.candidates = new CandidatePatches(features, evidence);
        this.places = places;
    }

    /** A patch and its numbers. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Candidate(PrototypePush.Patch patch, float[] vector) {
        int picture() {
            return patch.image();
        }
    }

    /**
     * Chooses.
     *
     * @param perClass how many of each class
     */
    ChosenPrototypes perClass(int perClass) {
        List<Candidate> all = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        for (int k = 0; k < features.labels().size(); k++) {
            for (Candidate candidate : chosen(k, perClass)) {
                all.add(candidate);
                classes.add(k);
            }
        }
        return new ChosenPrototypes(
                classes, vectors(all), all.stream().map(Candidate::patch).toList());
    }

    private float[] vectors(List<Candidate> candidates) {
        float[] vectors = new float[candidates.size() * embedding.size()];
        for (int p = 0; p < candidates.size(); p++) {
            System.arraycopy(candidates.get(p).vector(), 0, vectors, p * embedding.size(), embedding.size());
        }
        return vectors;
    }

    private List<Candidate> chosen(int label, int count) {
        int[] own = IntStream.range(0, features.size())
                .filter(i -> features.label(i) == label)
                .toArray();
        List<Candidate> candidates = candidates(own, count);
        double[][] likeness = likeness(candidates, own);
        double[] covered = new double[own.length];
        Arrays.fill(covered, -1);
        List<Candidate> chosen = new ArrayList<>();
        Set<Integer> used = new HashSet<>();
        while (chosen.size() < count) {
            int best = -1;
            double most = -1;
            for (int i = 0; i < candidates.size(); i++) {
                double gain = gain(covered, likeness[i]);
                if (!used.contains(candidates.get(i).picture()) && gain > most) {
                    best = i;
                    most = gain;
                }
            }
            chosen.add(candidates.get(best));
            used.add(candidates.get(best).picture());
            for (int j = 0; j < covered.length; j++) {
                covered[j] = Math.max(covered[j], likeness[best][j]);
            }
        }
        return chosen;
    }

    private static double gain(double[] covered, double[] likeness) {
        double gain = 0;
        for (int j = 0; j < covered.length; j++) {
            gain += Math.max(0, likeness[j] - covered[j]);
        }
        return gain;
    }

    /** Of as many pictures as are asked for, or more; pictures that do not show the object are taken where there are too few others. */
    private List<Candidate> candidates(int[] own, int atLeast) {
        int[][] found = candidates.of(own);
        int showing = (int) Arrays.stream(found).filter(row -> row.length > 0).count();
        return IntStream.range(0, own.length)
                .boxed()
                .filter(j -> showing < atLeast || found[j].length > 0)
                .sorted(Comparator.comparingDouble((Integer j) -> -evidence.strongest(own[j]))
                        .thenComparingInt(j -> j))
                .limit(PICTURES)
                .flatMap(j -> candidates(own[j], found[j].length > 0 ? found[j] : candidates.ofAny(own[j])).stream())
                .toList();
    }

    private List<Candidate> candidates(int picture, int... patches) {
        EmbeddedPatches embedded = embedding.of(features.maps(picture).row(0));
        return Arrays.stream(patches)
                .mapToObj(at -> new Candidate(
                        new PrototypePush.Patch(picture, at / embedded.width(), at % embedded.width(), 0),
                        embedded.patch(at)))
                .toList();
    }

    /** How alike each picture is to each candidate; to its own as the middle one of the others, since it is the same patch. */
    private double[][] likeness(List<Candidate> candidates, int[] own) {
        float[] vectors = vectors(candidates);
        List<double[]> columns = Parallel.map(
                own.length, j -> embedding.of(features.maps(own[j]).row(0)).nearest(vectors, places));
        double[][] likeness = new double[candidates.size()][own.length];
        for (int i = 0; i < candidates.size(); i++) {
            int picture = candidates.get(i).patch().image();
            int row = i;
            double[] others = IntStream.range(0, own.length)
                    .filter(j -> own[j] != picture)
                    .mapToDouble(j -> columns.get(j)[row])
                    .sorted()
                    .toArray();
            for (int j = 0; j < own.length; j++) {
                likeness[i][j] = own[j] == picture && others.length > 0 ? others[others.length / 2] : columns.get(j)[i];
            }
        }
        return likeness;
    }
}
